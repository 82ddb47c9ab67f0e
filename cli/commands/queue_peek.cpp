#include "cli/commands/queue_filter.hpp"
#include "cli/commands/queue_runs.hpp"
#include "cli/commands/stores.hpp"
#include "cli/table.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/celery/strict_json.hpp"
#include "core/os/signals.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <utility>

namespace megactl::cli::commands {
namespace {

constexpr std::size_t usual_limit = 20;
// Rows of a table that is written at once where nobody needs its columns aligned.
constexpr std::size_t rows_a_table = 1000;

// How many to show; 0 typed means all.
std::size_t limit_typed(const Invocation& invocation) {
    const auto typed = invocation.value("--limit");
    if (!typed) return usual_limit;
    std::size_t limit = 0;
    const auto [rest, problem] = std::from_chars(typed->data(), typed->data() + typed->size(), limit);
    if (problem != std::errc() || rest != typed->data() + typed->size()) {
        throw Error(Error::Kind::usage, fmt::format("`--limit {}` is no number", escape_controls(*typed)))
            .help("as in `--limit 50`; `--limit 0` shows all");
    }
    return limit == 0 ? std::numeric_limits<std::size_t>::max() : limit;
}

void write(JsonWriter& json, const Read& read) {
    const std::string& id = read ? read->id : read.error().id;
    const std::string& task = read ? read->task : read.error().task;
    json.begin_object().member("id", id).member("task", task);
    if (!is_utf8(id) || !is_utf8(task)) json.member("encoding", "escaped");
    if (!read) {
        json.key("args").null().key("kwargs").null().key("retries").null().key("origin").null().key("eta").null();
        json.member("error", read.error().reason).end_object();
        return;
    }
    json.key("args").raw(celery::strict_json(read->args));
    json.key("kwargs").raw(celery::strict_json(read->kwargs)).member("retries", read->retries);
    json.member("origin", read->origin).key("eta");
    if (read->eta) {
        json.value(celery::format_time(*read->eta));
    } else {
        json.null();
    }
    json.key("error").null().end_object();
}

Table empty_table() {
    return Table({{.title = "ID", .yields = 3},
                  {.title = "TASK", .yields = 2},
                  {.title = "ARGS", .yields = 4},
                  {.title = "KWARGS", .yields = 5},
                  {.title = "RETRIES", .is_number = true},
                  {.title = "ETA"},
                  {.title = "ORIGIN", .yields = 6},
                  {.title = "", .yields = 1}});
}

void add_row(Table& table, const Read& read) {
    if (!read) {
        const celery::Undecodable& broken = read.error();
        table.add({{broken.id},
                   {broken.task},
                   {""},
                   {""},
                   {""},
                   {""},
                   {""},
                   Cell("can't be read: " + broken.reason, broken.reason).in(report::Ink::warning)});
        return;
    }
    const std::string eta = read->eta ? celery::format_time(*read->eta) : "";
    table.add({Cell(read->id).in(report::Ink::dim),
               Cell(read->task).in(report::Ink::bold),
               {read->args},
               {read->kwargs},
               std::to_string(read->retries),
               {eta},
               Cell(read->origin).in(report::Ink::dim),
               {""}});
}

// Writes messages as they come: the least that each format lets wait.
class Listing {
public:
    Listing(Terminal& terminal, std::string format) : terminal_(terminal), format_(std::move(format)) {
        if (format_ == "json") json_.begin_object().key("messages").begin_array();
    }

    void add(const Read& read) {
        if (format_ == "json") {
            write(json_, read);
        } else if (format_ == "jsonl") {
            JsonWriter line(true);
            write(line, read);
            terminal_.print(std::move(line).take());
        } else {
            add_row(table_, read);
            if (++rows_ % rows_a_table == 0 && !terminal_.out_is_terminal()) print_table();
        }
    }
    void end() {
        if (format_ == "json") {
            terminal_.print(std::move(json_.end_array().end_object()).take());
        } else {
            print_table();
        }
    }

private:
    void print_table() { print(terminal_, std::exchange(table_, empty_table())); }

    Terminal& terminal_;
    std::string format_;
    JsonWriter json_;
    Table table_ = empty_table();
    std::size_t rows_ = 0;
};

}  // namespace

int run_queue_peek(Context& context, const Invocation& invocation) {
    const inspect::Filter filter = filter_typed(invocation);
    const std::size_t limit = limit_typed(invocation);
    const std::string queue = argument_typed(invocation);
    const NamedBroker named = named_broker(context, Creation::refused);
    tell_whom(context, "broker", named.source.name(), named.origin);
    return naming(named.origin, [&] {
        const auto broker = named.source.open();
        Listing listing(context.terminal, invocation.value("--format").value_or("text"));
        std::size_t shown = 0;
        std::size_t broken = 0;
        bool is_more = false;
        const auto look = [&](const Read& read) {
            is_more = shown == limit;
            if (is_more) return false;
            ++shown;
            if (!read) ++broken;
            listing.add(read);
            return true;
        };
        const os::StopSignals signals;
        const Walk walk = walk_queue(*broker, queue, filter, context.clock.now(), look, signals.token());
        if (walk.seen == 0 && signals.received() == 0) {
            if (const int status = tell_unknown_queue(context, *broker, queue); status != 0) return status;
        }
        listing.end();
        tell_ageless(context, walk);
        if (const int signal = signals.received(); signal != 0) {
            context.terminal.tell(fmt::format("stopped: {} shown\n", count_of(shown, "message is", "messages are")));
            return 128 + signal;
        }
        if (context.is_quiet) return 0;
        if (shown == 0) context.terminal.tell(walk.seen == 0 ? "nothing waits\n" : "nothing of the kind waits\n");
        if (broken > 0) {
            context.terminal.tell(fmt::format("{} can't be read: `megactl queue export {}` shows the bytes\n",
                                              count_of(broken, "message", "messages"), escape_controls(queue)));
        }
        if (is_more) context.terminal.tell(fmt::format("the first {}; `--limit 0` shows all\n", shown));
        return 0;
    });
}

}  // namespace megactl::cli::commands
