#include "cli/commands/queue_held.hpp"
#include "cli/commands/queue_rows.hpp"
#include "cli/commands/queue_runs.hpp"
#include "cli/commands/stores.hpp"
#include "cli/commands/worker_asking.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/os/signals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

using std::chrono::milliseconds;

struct Row {
    broker::Unacked message;
    Read read;
    HeldRow holding;
};

std::chrono::sys_seconds since(const Row& row, std::chrono::sys_seconds now) {
    return std::chrono::floor<std::chrono::seconds>(now - *row.message.age);
}

void write(JsonWriter& json, const Row& row, std::chrono::sys_seconds now) {
    json.begin_object();
    write_members(json, row.read);
    json.member_or_null("queue", row.message.queue).member_or_null("holder", row.holding.holder);
    json.member_or_null("since", row.message.age ? format_time(since(row, now)) : "");
    json.member("state", name_of(row.holding.state)).end_object();
}

report::Ink ink_of(HeldRow::State state) {
    return state == HeldRow::State::held || state == HeldRow::State::young ? report::Ink::dim : report::Ink::warning;
}

Table table_of(const std::vector<Row>& rows, std::chrono::sys_seconds now) {
    constexpr std::ptrdiff_t behind_names = 2;
    std::vector<Column> columns = message_columns();
    columns.insert(
        columns.begin() + behind_names,
        {{.title = "QUEUE", .yields = 2}, {.title = "HOLDER", .yields = 3}, {.title = "FOR"}, {.title = "STATE"}});
    Table table(std::move(columns));
    for (const Row& row : rows) {
        const Cell age = row.message.age ? Cell(format_span(std::chrono::floor<std::chrono::seconds>(*row.message.age)),
                                                format_time(since(row, now)))
                                         : Cell("?", "");
        const HeldRow::State state = row.holding.state;
        std::vector<Cell> cells = message_cells(row.read);
        cells.insert(cells.begin() + behind_names,
                     {Cell(row.message.queue.empty() ? "?" : row.message.queue, row.message.queue),
                      Cell(row.holding.holder.empty() ? "?" : row.holding.holder, row.holding.holder), age,
                      Cell(std::string(name_of(state))).in(ink_of(state))});
        table.add(std::move(cells));
    }
    return table;
}

void print_rows(Context& context, const std::vector<Row>& rows, std::string_view format) {
    const std::chrono::sys_seconds now = context.clock.now();
    const auto write_row = [now](JsonWriter& json, const Row& row) { write(json, row, now); };
    if (format == "json") {
        JsonWriter json;
        json.begin_object().key("messages").begin_array();
        for (const Row& row : rows)
            write_row(json, row);
        context.terminal.print(std::move(json.end_array().end_object()).take());
    } else if (format == "jsonl") {
        context.terminal.print(json_lines(rows, write_row));
    } else {
        print(context.terminal, table_of(rows, now));
    }
}

// Whoever is held for longest stands first; what has no age comes last.
bool is_older(const Row& a, const Row& b) {
    const auto rank = [](const Row& row) { return row.message.age.value_or(milliseconds(-1)); };
    return rank(a) > rank(b);
}

// The oldest of all that are meant, as many as are wanted.
class Oldest {
public:
    explicit Oldest(std::size_t most) : most_(most) {}

    void add(Row row) {
        ++seen_;
        rows_.push_back(std::move(row));
        // Rarely enough that it costs little, often enough that it is never much more than what is wanted.
        if (rows_.size() / 2 > most_) cut();
    }
    std::vector<Row> take() && {
        cut();
        return std::move(rows_);
    }
    std::size_t seen() const { return seen_; }

private:
    void cut() {
        std::ranges::stable_sort(rows_, is_older);
        if (rows_.size() > most_) rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(most_), rows_.end());
    }

    std::size_t most_;
    std::size_t seen_ = 0;
    std::vector<Row> rows_;
};

}  // namespace

int run_queue_unacked(Context& context, const Invocation& invocation) {
    const MeantHeld meant = meant_held_typed(context, invocation);
    const std::size_t limit = limit_typed(invocation);
    const milliseconds patience = patience_typed(invocation);
    const NamedBroker named = named_broker(context, Creation::refused);
    tell_whom(context, "broker", named.source.name(), named.origin);
    return naming(named.origin, [&] {
        const auto broker = named.source.open();
        broker->ping();
        const auto oversight = broker->oversee();
        const os::StopSignals signals;
        const Reported reported = reported_by_workers(named.control, patience, signals.token());
        Oldest oldest(limit);
        const auto look = [&](broker::Unacked message, const Read& read) {
            HeldRow holding = row_of(message, id_of(read), reported);
            std::string().swap(message.payload);
            oldest.add({std::move(message), read, std::move(holding)});
            return true;
        };
        const Walk walk = walk_held(*oversight, meant, look, signals.token());
        const std::size_t chosen = oldest.seen();
        print_rows(context, std::move(oldest).take(), invocation.value("--format").value_or("text"));
        tell_ageless(context, walk);
        if (const int signal = signals.received(); signal != 0) {
            context.terminal.tell("stopped: not everything was looked at\n");
            return 128 + signal;
        }
        tell_silent(context, reported.silent, patience, "what they hold is told as `overdue` or `young`");
        tell_unknown_holders(context, named.control);
        if (context.is_quiet) return 0;
        if (chosen == 0) context.terminal.tell(walk.seen == 0 ? "nothing is held\n" : "nothing of the kind is held\n");
        if (chosen > limit) {
            context.terminal.tell(
                fmt::format("the {} that are held for longest, of {}; `--limit 0` shows all\n", limit, chosen));
        }
        return 0;
    });
}

}  // namespace megactl::cli::commands
