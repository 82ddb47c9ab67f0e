#include "cli/commands/queue_runs.hpp"
#include "cli/commands/queue_workers.hpp"
#include "cli/commands/stores.hpp"
#include "cli/commands/worker_asking.hpp"
#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "cli/table.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/inspect/sent_time.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

struct Row {
    broker::QueueState state;
    std::optional<std::chrono::sys_seconds> oldest;  // nothing where it can't be told, or nothing waits
    std::optional<std::size_t> consumers;            // nothing where it can't be told
};

std::optional<std::chrono::sys_seconds> time_of(const std::string& payload) {
    const auto message = celery::decode(payload);
    const auto sent = message ? inspect::sent_time(*message) : std::nullopt;
    if (!sent) return std::nullopt;
    return std::chrono::floor<std::chrono::seconds>(*sent);
}

// A server that is full, or lets us only read, does not let us ask: its queues can be listed all the same.
std::optional<Consumers> consumers_told(const NamedBroker& named, std::chrono::milliseconds patience) {
    try {
        return consumers_of(named.control, patience);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::service) throw;
        return std::nullopt;
    }
}

std::vector<Row> rows_of(broker::Broker& broker, std::vector<broker::QueueState> states,
                         const std::optional<Consumers>& consumers) {
    std::vector<Row> rows;
    for (broker::QueueState& state : states) {
        Row row{.state = std::move(state), .oldest = {}, .consumers = {}};
        if (row.state.waiting > 0) {
            const std::vector<std::string> next = broker.peek(row.state.name, 1);
            if (!next.empty()) row.oldest = time_of(next.front());
        }
        if (consumers && consumers->silent == 0) row.consumers = consumers->of(row.state.name);
        rows.push_back(std::move(row));
    }
    return rows;
}

Cell oldest_cell(const Row& row, std::chrono::sys_seconds now) {
    if (row.state.waiting == 0) return {"-"};
    if (!row.oldest) return {"?"};
    return Cell(format_span(now - *row.oldest), format_time(*row.oldest)).in(report::Ink::dim);
}

// That nobody takes from a queue in which something waits is what one looks for.
Cell consumers_cell(const Row& row) {
    if (!row.consumers) return {"?"};
    Cell cell(std::to_string(*row.consumers));
    return *row.consumers == 0 && row.state.waiting > 0 ? std::move(cell).in(report::Ink::warning) : cell;
}

Table table_of(const std::vector<Row>& rows, std::chrono::sys_seconds now) {
    Table table({{.title = "QUEUE", .yields = 1},
                 {.title = "WAITING", .is_number = true},
                 {.title = "UNACKED", .is_number = true},
                 {.title = "OLDEST", .yields = 2},
                 {.title = "WORKERS", .is_number = true}});
    for (const Row& row : rows) {
        table.add({row.state.name, std::to_string(row.state.waiting), std::to_string(row.state.held),
                   oldest_cell(row, now), consumers_cell(row)});
    }
    return table;
}

void write(JsonWriter& writer, const Row& row) {
    writer.begin_object().member("queue", row.state.name);
    if (!is_utf8(row.state.name)) writer.member("encoding", "escaped");
    writer.member("waiting", row.state.waiting).member("unacked", row.state.held).key("oldest");
    if (row.oldest) {
        writer.value(format_time(*row.oldest));
    } else {
        writer.null();
    }
    writer.key("consumers");
    if (row.consumers) {
        writer.value(std::uint64_t{*row.consumers});
    } else {
        writer.null();
    }
    writer.end_object();
}

std::string json_of(const std::vector<Row>& rows) {
    JsonWriter writer;
    writer.begin_object().key("queues").begin_array();
    for (const Row& row : rows)
        write(writer, row);
    writer.end_array().end_object();
    return std::move(writer).take();
}

std::string lines_of(const std::vector<Row>& rows) {
    return json_lines(rows, write);
}

}  // namespace

int run_queue_list(Context& context, const Invocation& invocation) {
    const std::chrono::milliseconds patience = patience_typed(invocation);
    const NamedBroker named = named_broker(context, Creation::refused);
    tell_whom(context, "broker", named.source.name(), named.origin);
    std::optional<Consumers> consumers;
    const std::vector<Row> rows = naming(named.origin, [&] {
        const auto broker = named.source.open();
        auto states = broker->queues();
        consumers = consumers_told(named, patience);
        return rows_of(*broker, std::move(states), consumers);
    });
    const std::string format = invocation.value("--format").value_or("text");
    if (format == "json") {
        context.terminal.print(json_of(rows));
    } else if (format == "jsonl") {
        context.terminal.print(lines_of(rows));
    } else {
        print(context.terminal, table_of(rows, context.clock.now()));
        if (rows.empty() && !context.is_quiet) context.terminal.tell("no queues\n");
    }
    if (consumers) tell_silent(context, consumers->silent, patience, "what they take from is not known");
    return 0;
}

}  // namespace megactl::cli::commands
