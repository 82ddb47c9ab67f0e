#include "cli/commands/worker_asking.hpp"
#include "cli/commands/worker_runs.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/celery/message.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

namespace megactl::cli::commands {
namespace {

using celery::ControlReply;

Cell worker_cell(const ControlReply& reply) {
    return Cell(reply.node).in(report::Ink::bold);
}

// A text bare, anything else as JSON.
std::string shown(const JsonView& value) {
    return value.text().value_or(std::string(value.raw()));
}

std::string shown_member(const JsonView& object, std::string_view name) {
    const auto member = object.member(name);
    return member && !member->is(JsonView::Kind::null) ? shown(*member) : "";
}

int inspect(Context& context, const Invocation& invocation, std::string method, Table table, const AddRows& add) {
    const Asking asking = asking_typed(context, invocation);
    const broker::Answers answers = ask(asking, std::move(method));
    print_answers(context, invocation, answers, std::move(table), add);
    return tell_missing(context, asking, answers);
}

// A row for each text of a list.
int inspect_list(Context& context, const Invocation& invocation, std::string method, std::string_view title) {
    return inspect(context, invocation, std::move(method),
                   Table({{.title = "WORKER", .yields = 2}, {.title = title, .yields = 1}}),
                   [](Table& rows, const ControlReply& reply, const JsonView& answer) {
                       for (const JsonView& element : answer.elements())
                           rows.add({worker_cell(reply), shown(element)});
                   });
}

Table task_table(std::string_view time) {
    return Table({{.title = "WORKER", .yields = 3},
                  {.title = "ID", .yields = 2},
                  {.title = "TASK", .yields = 1},
                  {.title = time},
                  {.title = "ARGS", .yields = 4},
                  {.title = "KWARGS", .yields = 5}});
}

void add_task(Table& rows, const ControlReply& reply, const JsonView& task, Cell time) {
    rows.add({worker_cell(reply), Cell(shown_member(task, "id")).in(report::Ink::dim), shown_member(task, "name"),
              std::move(time), shown_member(task, "args"), shown_member(task, "kwargs")});
}

// For people how long ago a moment was, in seconds since 1970.
Cell since(const std::optional<JsonView>& moment, std::chrono::sys_seconds now) {
    constexpr double latest = 1e11;
    const auto seconds = moment ? moment->number() : std::nullopt;
    if (!seconds || !std::isfinite(*seconds) || *seconds < 0 || *seconds > latest) return {"?"};
    const std::chrono::sys_seconds begin{std::chrono::seconds(static_cast<std::int64_t>(*seconds))};
    return {format_span(now - begin), format_time(begin)};
}

// What stands in an object, and in those within it: `pool.max-concurrency`.
void flatten(Table& rows, const ControlReply& reply, const std::string& path, const JsonView& value) {
    const auto members = value.members();
    if (members.empty()) {
        rows.add({worker_cell(reply), path, shown(value)});
        return;
    }
    for (const auto& [name, member] : members)
        flatten(rows, reply, path.empty() ? name : fmt::format("{}.{}", path, name), member);
}

// A worker as the list of them shows it, of its `stats`.
struct Standing {
    std::string worker;
    std::optional<std::int64_t> pool;
    std::int64_t begun = 0;
    std::optional<std::int64_t> uptime;  // seconds
    std::optional<std::int64_t> process;
};

std::optional<std::int64_t> integer_in(const JsonView& object, std::string_view name) {
    const auto member = object.member(name);
    return member ? member->integer() : std::nullopt;
}

std::vector<Standing> standings_of(const broker::Answers& answers) {
    std::vector<Standing> standings;
    for (const ControlReply& reply : answers.replies) {
        const auto stats = JsonView::parse(reply.answer);
        if (!stats || celery::is_refusal(reply)) continue;
        Standing standing{.worker = reply.node, .pool = {}, .uptime = {}, .process = {}};
        if (const auto pool = stats->member("pool")) standing.pool = integer_in(*pool, "max-concurrency");
        if (const auto total = stats->member("total")) {
            for (const auto& [task, count] : total->members())
                standing.begun += count.integer().value_or(0);
        }
        standing.uptime = integer_in(*stats, "uptime");
        standing.process = integer_in(*stats, "pid");
        standings.push_back(std::move(standing));
    }
    return standings;
}

std::string number_or_mark(const std::optional<std::int64_t>& number) {
    return number ? fmt::to_string(*number) : "?";
}

void write(JsonWriter& json, const Standing& standing) {
    const auto number = [&](std::string_view name, const std::optional<std::int64_t>& value) {
        json.key(name);
        if (value) {
            json.value(*value);
        } else {
            json.null();
        }
    };
    json.begin_object().member("worker", standing.worker);
    number("pool", standing.pool);
    json.member("begun", standing.begun);
    number("uptime", standing.uptime);
    number("pid", standing.process);
    json.end_object();
}

Table table_of(const std::vector<Standing>& standings) {
    Table table({{.title = "WORKER", .yields = 1},
                 {.title = "POOL", .is_number = true},
                 {.title = "BEGUN", .is_number = true},
                 {.title = "UP"},
                 {.title = "PID", .is_number = true}});
    for (const Standing& standing : standings) {
        const std::string up = number_or_mark(standing.uptime);
        table.add(
            {Cell(standing.worker).in(report::Ink::bold), number_or_mark(standing.pool), fmt::to_string(standing.begun),
             Cell(standing.uptime ? format_span(std::chrono::seconds(*standing.uptime)) : up, up).in(report::Ink::dim),
             number_or_mark(standing.process)});
    }
    return table;
}

}  // namespace

int run_worker_list(Context& context, const Invocation& invocation) {
    const Asking asking = asking_typed(context, invocation);
    const broker::Answers answers = ask(asking, "stats");
    const std::vector<Standing> standings = standings_of(answers);
    const std::string format = invocation.value("--format").value_or("text");
    if (format == "json") {
        JsonWriter json;
        json.begin_object().key("workers").begin_array();
        for (const Standing& standing : standings)
            write(json, standing);
        json.end_array().key("silent").begin_array();
        for (const std::string& node : answers.silent)
            json.value(node);
        context.terminal.print(std::move(json.end_array().end_object()).take());
    } else if (format == "jsonl") {
        context.terminal.print(json_lines(standings, write));
    } else {
        print(context.terminal, table_of(standings));
    }
    return tell_missing(context, asking, answers);
}

int run_worker_stats(Context& context, const Invocation& invocation) {
    return inspect(
        context, invocation, "stats",
        Table({{.title = "WORKER", .yields = 2}, {.title = "KEY"}, {.title = "VALUE", .yields = 1}}),
        [](Table& rows, const ControlReply& reply, const JsonView& answer) { flatten(rows, reply, "", answer); });
}

int run_worker_active(Context& context, const Invocation& invocation) {
    const std::chrono::sys_seconds now = context.clock.now();
    return inspect(context, invocation, "active", task_table("FOR"),
                   [now](Table& rows, const ControlReply& reply, const JsonView& answer) {
                       for (const JsonView& task : answer.elements())
                           add_task(rows, reply, task, since(task.member("time_start"), now));
                   });
}

int run_worker_reserved(Context& context, const Invocation& invocation) {
    return inspect(context, invocation, "reserved", task_table("QUEUE"),
                   [](Table& rows, const ControlReply& reply, const JsonView& answer) {
                       for (const JsonView& task : answer.elements()) {
                           const auto delivery = task.member("delivery_info");
                           add_task(rows, reply, task, Cell(delivery ? shown_member(*delivery, "routing_key") : ""));
                       }
                   });
}

int run_worker_scheduled(Context& context, const Invocation& invocation) {
    return inspect(context, invocation, "scheduled", task_table("ETA"),
                   [](Table& rows, const ControlReply& reply, const JsonView& answer) {
                       for (const JsonView& entry : answer.elements()) {
                           if (const auto task = entry.member("request"))
                               add_task(rows, reply, *task, Cell(shown_member(entry, "eta")));
                       }
                   });
}

int run_worker_registered(Context& context, const Invocation& invocation) {
    return inspect_list(context, invocation, "registered", "TASK");
}

int run_worker_revoked(Context& context, const Invocation& invocation) {
    return inspect_list(context, invocation, "revoked", "ID");
}

int run_worker_queues(Context& context, const Invocation& invocation) {
    return inspect(context, invocation, "active_queues",
                   Table({{.title = "WORKER", .yields = 2}, {.title = "QUEUE", .yields = 1}}),
                   [](Table& rows, const ControlReply& reply, const JsonView& answer) {
                       for (const JsonView& queue : answer.elements())
                           rows.add({worker_cell(reply), shown_member(queue, "name")});
                   });
}

}  // namespace megactl::cli::commands
