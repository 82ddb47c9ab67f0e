#include "cli/commands/queue_filter.hpp"
#include "cli/commands/queue_runs.hpp"
#include "cli/commands/stores.hpp"
#include "cli/table.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/inspect/histogram.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::cli::commands {
namespace {

inspect::Trait trait_typed(const Invocation& invocation) {
    const std::string typed = invocation.value("--by").value_or("task");
    auto trait = inspect::Trait::parse(typed);
    if (trait) return *std::move(trait);
    throw Error(Error::Kind::usage, fmt::format("`--by {}`: {}", escape_controls(typed), trait.error().reason));
}

void write(JsonWriter& json, const inspect::Histogram::Row& row) {
    json.begin_object().key("value");
    if (row.value) {
        json.value(*row.value);
        if (!is_utf8(*row.value)) json.member("encoding", "escaped");
    } else {
        json.null();
    }
    json.member("count", row.count).end_object();
}

void print_rows(Terminal& terminal, const std::vector<inspect::Histogram::Row>& rows, std::string_view format) {
    if (format == "json") {
        JsonWriter json;
        json.begin_object().key("values").begin_array();
        for (const auto& row : rows)
            write(json, row);
        terminal.print(std::move(json.end_array().end_object()).take());
    } else if (format == "jsonl") {
        for (const auto& row : rows) {
            JsonWriter line(true);
            write(line, row);
            terminal.print(std::move(line).take());
        }
    } else {
        Table table({{.title = "COUNT", .is_number = true}, {.title = "VALUE", .yields = 1}});
        for (const auto& row : rows)
            table.add({std::to_string(row.count), row.value ? Cell(*row.value) : Cell("-", "").in(report::Ink::dim)});
        print(terminal, table);
    }
}

}  // namespace

int run_queue_top(Context& context, const Invocation& invocation) {
    const inspect::Filter filter = filter_typed(invocation);
    const inspect::Trait trait = trait_typed(invocation);
    const std::string queue = argument_typed(invocation);
    const NamedBroker named = named_broker(context, Creation::refused);
    tell_whom(context, "broker", named.source.name(), named.origin);
    return naming(named.origin, [&] {
        const auto broker = named.source.open();
        inspect::Histogram histogram;
        std::size_t broken = 0;
        const auto look = [&](const Seen& seen) {
            if (seen.read) {
                histogram.add(trait.of(*seen.read));
            } else {
                ++broken;
            }
            return true;
        };
        const Walk walk = walk_queue(*broker, queue, filter, context.clock.now(), look);
        if (walk.seen == 0) {
            if (const int status = tell_unknown_queue(context, *broker, queue); status != 0) return status;
        }
        print_rows(context.terminal, histogram.rows(), invocation.value("--format").value_or("text"));
        tell_ageless(context, walk);
        if (context.is_quiet) return 0;
        if (broken > 0) {
            context.terminal.tell(fmt::format("{} can't be read: `megactl queue peek` says why\n",
                                              count_of(broken, "message", "messages")));
        }
        if (histogram.others() > 0) {
            context.terminal.tell(
                fmt::format("{} more have values that are not listed: there are too many\n", histogram.others()));
        }
        if (histogram.total() + broken == 0) {
            context.terminal.tell(walk.seen == 0 ? "nothing waits\n" : "nothing of the kind waits\n");
        }
        return 0;
    });
}

}  // namespace megactl::cli::commands
