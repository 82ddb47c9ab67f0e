#include "cli/commands/queue_held.hpp"
#include "cli/commands/queue_rows.hpp"
#include "cli/commands/stores.hpp"
#include "cli/commands/task_place.hpp"
#include "cli/commands/task_runs.hpp"
#include "cli/table.hpp"
#include "core/base/secret.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/celery/strict_json.hpp"
#include "core/os/signals.hpp"

#include <fmt/format.h>

#include <functional>
#include <map>
#include <set>
#include <utility>

namespace megactl::cli::commands {
namespace {

struct FailedTask {
    std::string id;
    celery::KeptCall call{};  // as far as it is kept
    std::string error;
    std::optional<celery::Time> failed{};
    bool is_dead = false;  // a dead letter, else a result

    bool can_be_retried() const {
        return !call.task.empty() && !call.args.empty() && !call.kwargs.empty() && (is_dead || call.has_run());
    }
};

FailedTask failed_task(const broker::DeadLetter& letter) {
    const Read read = celery::decode(letter.payload);
    FailedTask task{.id = id_of(read), .error = letter.reason, .is_dead = true};
    if (read) {
        task.call = {read->task, read->args, read->kwargs, letter.queue, "", read->retries};
    } else {
        task.call.task = read.error().task;
        task.call.queue = letter.queue;
    }
    if (const auto time = celery::parse_time(letter.time)) task.failed = *time;
    return task;
}

FailedTask failed_task(celery::TaskResult result) {
    return {.id = std::move(result.id),
            .call = std::move(result.call).value_or(celery::KeptCall{}),
            .error = mask_url_passwords(celery::exception_line(result.result)),
            .failed = result.date_done};
}

// Those that failed last, each once: a dead letter is more than a result of the same task, since it is the message.
class Newest {
public:
    Newest(std::size_t most, std::optional<celery::Time> since) : most_(most), since_(since) {}

    void add(FailedTask task) {
        if (task.is_dead) {
            dead_.insert(task.id);
        } else if (dead_.contains(task.id)) {
            return;
        }
        if (since_ && !task.failed) {
            ++timeless_;
            return;
        }
        if (since_ && *task.failed < *since_) return;
        const std::pair key(task.failed.value_or(celery::Time::min()), task.id);
        if (!tasks_.emplace(key, std::move(task)).second) return;
        ++count_;
        if (tasks_.size() > most_) tasks_.erase(std::prev(tasks_.end()));
    }

    // The newest first.
    const auto& tasks() const { return tasks_; }
    std::size_t count() const { return count_; }
    std::size_t timeless() const { return timeless_; }

private:
    std::size_t most_;
    std::optional<celery::Time> since_;
    std::map<std::pair<celery::Time, std::string>, FailedTask, std::greater<>> tasks_;
    std::set<std::string, std::less<>> dead_;
    std::size_t count_ = 0;
    std::size_t timeless_ = 0;
};

void write_arguments(JsonWriter& json, std::string_view key, const std::string& arguments) {
    json.key(key);
    if (arguments.empty()) {
        json.null();
    } else {
        json.raw(celery::strict_json(arguments));
    }
}

void write(JsonWriter& json, const FailedTask& task) {
    json.begin_object().member("id", task.id);
    if (!is_utf8(task.id) || !is_utf8(task.call.task)) json.member("encoding", "escaped");
    json.member_or_null("task", task.call.task);
    write_arguments(json, "args", task.call.args);
    write_arguments(json, "kwargs", task.call.kwargs);
    json.member_or_null("queue", task.call.queue);
    json.member_or_null("failed", task.failed ? celery::format_time(*task.failed) : "");
    json.member("error", task.error).member("kept", task.is_dead ? "dead letter" : "result");
    json.member("retryable", task.can_be_retried()).end_object();
}

// How long ago, for people.
Cell age_cell(const std::optional<celery::Time>& failed, celery::Time now) {
    if (!failed) return {"?", ""};
    return {format_span(std::chrono::floor<std::chrono::seconds>(now - *failed)), celery::format_time(*failed)};
}

// The id gives way last: somebody will copy it.
Table table_of(const Newest& newest, celery::Time now) {
    Table table({{.title = "ID", .yields = 1},
                 {.title = "TASK", .yields = 3},
                 {.title = "ARGS", .yields = 5},
                 {.title = "KWARGS", .yields = 5},
                 {.title = "QUEUE", .yields = 4},
                 {.title = "AGO"},
                 {.title = "RETRY"},
                 {.title = "ERROR", .yields = 2}});
    for (const auto& [key, task] : newest.tasks()) {
        const celery::KeptCall& call = task.call;
        const auto known = [](const std::string& text) { return Cell(text.empty() ? "?" : text, text); };
        table.add({Cell(task.id).in(report::Ink::dim), known(call.task).in(report::Ink::bold), known(call.args),
                   known(call.kwargs), known(call.queue), age_cell(task.failed, now),
                   std::string(task.can_be_retried() ? "yes" : "no"), Cell(task.error).in(report::Ink::error)});
    }
    return table;
}

// Beside all else there is no room for an id in less.
constexpr int room_for_ids = 120;

void print_tasks(Context& context, const Invocation& invocation, const Newest& newest) {
    const std::string format = invocation.value("--format").value_or("text");
    if (format == "json") {
        JsonWriter json;
        json.begin_object().key("tasks").begin_array();
        for (const auto& [key, task] : newest.tasks())
            write(json, task);
        context.terminal.print(std::move(json.end_array().end_object()).take());
    } else if (format == "jsonl") {
        for (const auto& [key, task] : newest.tasks()) {
            JsonWriter line(true);
            write(line, task);
            context.terminal.print(std::move(line).take());
        }
    } else {
        print(context.terminal, table_of(newest, context.clock.now()));
        const bool is_cut = context.terminal.out_is_terminal() && context.terminal.width() < room_for_ids;
        if (is_cut && newest.count() > 0 && !context.is_quiet)
            context.terminal.tell("`megactl task failed | cat` shows what is cut here\n");
    }
}

void tell_rest(Context& context, const Newest& newest) {
    if (newest.timeless() > 0) {
        context.terminal.tell(
            fmt::format("{} when it failed and {} left out of `--since`\n",
                        count_of(newest.timeless(), "dead letter does not tell", "dead letters do not tell"),
                        newest.timeless() == 1 ? "is" : "are"));
    }
    if (newest.count() == 0) {
        context.terminal.tell("nothing failed that anything tells of\n");
        return;
    }
    if (newest.count() > newest.tasks().size()) {
        context.terminal.tell(
            fmt::format("the last {} of {}; `--limit 0` shows all\n", newest.tasks().size(), newest.count()));
    }
    bool is_any_lost = false;
    for (const auto& [key, task] : newest.tasks())
        is_any_lost = is_any_lost || !task.can_be_retried();
    if (is_any_lost) {
        context.terminal.tell(
            "what can't be retried never ran, or is kept without its arguments (without Celery's `result_extended`)\n");
    }
}

}  // namespace

int run_task_failed(Context& context, const Invocation& invocation) {
    std::optional<celery::Time> since;
    if (const auto duration = invocation.duration("--since")) since = context.clock.now() - *duration;
    const std::size_t limit = limit_typed(invocation);
    const NamedBroker named = named_broker(context, Creation::refused);
    const NamedResults results = named_results(context, named, Creation::refused);
    tell_whom(context, "broker", named.source.name(), named.origin);
    tell_whom(context, "results", results.source.name(), results.origin);
    Newest newest(limit, since);
    const os::StopSignals signals;
    const auto add = [&](FailedTask task) {
        newest.add(std::move(task));
        return signals.received() == 0;
    };
    naming(named.origin, [&] {
        browse_dead(*named.source.open(), [&](const broker::DeadLetter& letter) { return add(failed_task(letter)); });
    });
    naming(results.origin, [&] {
        results.source.open()->browse_failed(
            [&](celery::TaskResult result) { return add(failed_task(std::move(result))); });
    });
    print_tasks(context, invocation, newest);
    if (const int signal = signals.received(); signal != 0) {
        context.terminal.tell("stopped: what is shown is not all\n");
        return 128 + signal;
    }
    if (!context.is_quiet) tell_rest(context, newest);
    return 0;
}

}  // namespace megactl::cli::commands
