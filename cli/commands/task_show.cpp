#include "cli/commands/queue_filter.hpp"
#include "cli/commands/stores.hpp"
#include "cli/commands/task_chord.hpp"
#include "cli/commands/task_place.hpp"
#include "cli/commands/task_runs.hpp"
#include "cli/table.hpp"
#include "core/base/json.hpp"
#include "core/base/secret.hpp"
#include "core/base/text.hpp"
#include "core/celery/strict_json.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

// Where a task is that no result tells of.
struct Whereabouts {
    std::string queue;
    std::size_t ahead = 0;
    std::string dead_reason{};  // empty where it waits
};

std::optional<Whereabouts> find(broker::Broker& broker, const std::string& id) {
    if (const auto place = find_waiting(broker, id)) return Whereabouts{place->queue, place->ahead};
    if (const auto letter = find_dead(broker, id)) return Whereabouts{letter->queue, 0, letter->reason};
    return std::nullopt;
}

bool wants_json(const Invocation& invocation) {
    return invocation.value("--format").value_or("text") == "json";
}

// Name and value, a line each; what is empty is left out.
void print_fields(Terminal& terminal, const std::vector<std::pair<std::string, Cell>>& fields) {
    Table table({{}, {.title = "", .yields = 1}});
    for (const auto& [name, value] : fields) {
        if (!value.seen.empty()) table.add({Cell(name).in(report::Ink::dim), value});
    }
    print(terminal, table);
}

void print_place(Context& context, const Invocation& invocation, const std::string& id, const Whereabouts& place) {
    const bool is_dead = !place.dead_reason.empty();
    if (wants_json(invocation)) {
        celery::TaskResult unknown;
        unknown.id = id;
        JsonWriter json;
        write_standing(json.begin_object(), unknown, is_dead ? "DEAD" : "PENDING", place.queue, place.dead_reason);
        context.terminal.print(std::move(json.end_object()).take());
        return;
    }
    print_fields(context.terminal,
                 {{"id", Cell(id)},
                  {"state", Cell(is_dead ? "DEAD" : "PENDING").in(is_dead ? report::Ink::error : report::Ink::bold)},
                  {"queue", Cell(place.queue)},
                  {"ahead", is_dead ? Cell("") : Cell(std::to_string(place.ahead))},
                  {"error", Cell(place.dead_reason)}});
}

}  // namespace

void write_standing(JsonWriter& json, const celery::TaskResult& result, std::string_view state, std::string_view queue,
                    std::string_view error) {
    json.member("id", result.id).member("state", state);
    json.key("result").raw(celery::strict_json(result.result)).member_or_null("traceback", result.traceback);
    json.key("children").raw(celery::strict_json(result.children));
    json.member_or_null("date_done", result.date_done ? celery::format_time(*result.date_done) : "");
    json.member_or_null("group", result.group).member_or_null("parent", result.parent_id);
    json.member_or_null("queue", queue).member_or_null("error", error);
}

void print_result(Context& context, const Invocation& invocation, const celery::TaskResult& result) {
    celery::TaskResult shown = result;
    if (shown.state != celery::State::success) {
        // Exceptions of clients tell where they wanted to go.
        shown.result = mask_url_passwords(shown.result);
        shown.traceback = mask_url_passwords(shown.traceback);
    }
    if (wants_json(invocation)) {
        JsonWriter json;
        write_standing(json.begin_object(), shown, celery::state_name(shown));
        context.terminal.print(std::move(json.end_object()).take());
        return;
    }
    const bool has_failed = shown.state == celery::State::failure;
    const std::string children = shown.children == "[]" ? "" : shown.children;
    print_fields(
        context.terminal,
        {{"id", Cell(shown.id)},
         {"state",
          Cell(std::string(celery::state_name(shown))).in(has_failed ? report::Ink::error : report::Ink::bold)},
         {"result", Cell(shown.result)},
         {"done", Cell(shown.date_done ? celery::format_time(*shown.date_done) : "")},
         {"children", Cell(children)},
         {"group", Cell(shown.group)},
         {"parent", Cell(shown.parent_id)}});
    if (shown.traceback.empty()) return;
    context.terminal.print("\n");
    for (const std::string_view line : split(trim(shown.traceback), '\n'))
        context.terminal.print(escape_controls(line) + "\n");
}

int run_task_show(Context& context, const Invocation& invocation) {
    const std::string id = argument_typed(invocation);
    const NamedBroker broker = named_broker(context, Creation::refused);
    const NamedResults results = named_results(context, broker, Creation::refused);
    tell_whom(context, "broker", broker.source.name(), broker.origin);
    tell_whom(context, "results", results.source.name(), results.origin);
    const auto backend = results.source.open();
    const auto result = naming(results.origin, [&] { return backend->fetch(id); });
    if (result) {
        print_result(context, invocation, *result);
        return 0;
    }
    const auto place = naming(broker.origin, [&] { return find(*broker.source.open(), id); });
    if (place) {
        print_place(context, invocation, id, *place);
        return 0;
    }
    if (const auto progress = naming(results.origin, [&] { return backend->progress_of(id); })) {
        const auto found = naming(broker.origin, [&] { return parts_of_chord(*broker.source.open(), id); });
        print_chord(context, invocation, id, *progress, found);
        return 0;
    }
    return tell_refusal(
        context, Error(Error::Kind::input, fmt::format("there is no trace of the task `{}`", escape_controls(id)))
                     .seen("no result of it is kept, no queue holds it, and it is no dead letter")
                     .help("a worker may hold it; its result may have expired, or is not wanted (`ignore_result`)"));
}

}  // namespace megactl::cli::commands
