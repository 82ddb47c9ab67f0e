#include "cli/commands/queue_rows.hpp"
#include "cli/commands/queue_runs.hpp"
#include "cli/commands/stores.hpp"
#include "core/base/text.hpp"
#include "core/os/signals.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::cli::commands {
namespace {

// Rows of a table that is written at once where nobody needs its columns aligned.
constexpr std::size_t rows_a_table = 1000;

void write(JsonWriter& json, const Seen& seen) {
    json.begin_object();
    write_members(json, seen.read, seen.dead_reason);
    json.end_object();
}

// Writes messages as they come: the least that each format lets wait.
class Listing {
public:
    Listing(Terminal& terminal, std::string format) : terminal_(terminal), format_(std::move(format)) {
        if (format_ == "json") json_.begin_object().key("messages").begin_array();
    }

    void add(const Seen& seen) {
        if (format_ == "json") {
            write(json_, seen);
        } else if (format_ == "jsonl") {
            JsonWriter line(true);
            write(line, seen);
            terminal_.print(std::move(line).take());
        } else {
            table_.add(message_cells(seen.read, seen.dead_reason));
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
    void print_table() { print(terminal_, std::exchange(table_, Table(message_columns()))); }

    Terminal& terminal_;
    std::string format_;
    JsonWriter json_;
    Table table_{message_columns()};
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
        const auto look = [&](const Seen& seen) {
            is_more = shown == limit;
            if (is_more) return false;
            ++shown;
            if (!seen.read) ++broken;
            listing.add(seen);
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
