#include "cli/commands/queue_runs.hpp"
#include "cli/commands/queue_work.hpp"
#include "cli/commands/stores.hpp"
#include "core/base/text.hpp"
#include "core/inspect/message_row.hpp"
#include "core/os/random.hpp"
#include "core/os/signals.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::cli::commands {
namespace {

constexpr std::size_t piece = 65'536;

// Prints the rows, until a stop is asked for; answers how many.
std::uint64_t print_rows(Terminal& terminal, broker::Broker& broker, const Meant& meant, const std::stop_token& stop) {
    const std::string set = os::random_uuid();
    std::uint64_t number = 0;
    std::string text;
    broker.browse(meant.queue, [&](broker::Waiting message) {
        if (stop.stop_requested()) return false;
        if (!meant.chooses(message)) return true;
        text += encode(inspect::MessageRow{meant.queue, message.priority, std::move(message.payload), set, ++number});
        if (text.size() >= piece) terminal.print(std::exchange(text, ""));
        return true;
    });
    terminal.print(text);
    return number;
}

}  // namespace

int run_queue_export(Context& context, const Invocation& invocation) {
    const Meant meant{argument_typed(invocation), filter_typed(invocation), context.clock.now()};
    const NamedBroker named = named_broker(context, Creation::refused);
    tell_whom(context, "broker", named.source.name(), named.origin);
    return naming(named.origin, [&] {
        const os::StopSignals signals;
        const auto broker = named.source.open();
        await_others(context, *broker, meant.queue, signals.token());
        auto standing = standing_of(context, *broker, meant, signals.token());
        if (!standing) return 1;
        standing->chosen = print_rows(context.terminal, *broker, meant, signals.token());
        const int signal = signals.received();
        if (signal != 0 || !context.is_quiet) {
            context.terminal.tell(
                fmt::format("{}exported {}\n", signal == 0 ? "" : "stopped: ", told(*standing, meant.queue)));
        }
        tell_untouched(context, *standing);
        return signal == 0 ? 0 : 128 + signal;
    });
}

}  // namespace megactl::cli::commands
