#include "cli/commands/queue_work.hpp"

#include "cli/local_error.hpp"
#include "core/base/text.hpp"
#include "core/os/deadline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

using Clock = std::chrono::steady_clock;

// Longer than the lease of what a command sets aside.
constexpr std::chrono::seconds longest_wait{7};
constexpr std::chrono::milliseconds pause{50};

}  // namespace

bool Meant::chooses(const broker::Waiting& message) const {
    if (filter.is_empty()) return true;
    const Read read = seen_waiting(queue, message).read;
    const inspect::Match match = read ? inspect::match(filter, *read, now) : inspect::match(filter, read.error());
    return match == inspect::Match::yes;
}

std::string purge_mark(std::string_view set) {
    return fmt::format("purge-{}", set);
}

std::string import_mark(std::string_view set) {
    return fmt::format("import-{}", set);
}

bool shows_progress(const Context& context, const Invocation& invocation) {
    return !context.is_quiet && !invocation.has("--no-progress");
}

void await_others(Context& context, broker::Broker& broker, const std::string& queue, const std::stop_token& stop) {
    const os::Deadline deadline = Clock::now() + longest_wait;
    const auto look = [&] {
        broker.restore_extracted();
        return broker.set_aside(queue);
    };
    std::uint64_t aside = look();
    if (aside > 0 && !context.is_quiet) {
        context.terminal.tell(fmt::format("{} of `{}` set aside by another command: waiting until it ends\n",
                                          count_of(aside, "message is", "messages are"), escape_controls(queue)));
    }
    while (aside > 0 && Clock::now() < deadline && os::wait_until(Clock::now() + pause, stop))
        aside = look();
    if (aside == 0 || context.is_quiet || stop.stop_requested()) return;
    context.terminal.tell("it works on; what it has set aside is not looked at\n");
}

std::optional<Standing> standing_of(Context& context, broker::Broker& broker, const Meant& meant,
                                    const std::stop_token& stop) {
    const auto states = broker.queues();
    const auto state = std::ranges::find(states, meant.queue, &broker::QueueState::name);
    if (state == states.end()) {
        if (tell_unknown_queue(context, broker, meant.queue) != 0) return std::nullopt;
        return Standing{};
    }
    Standing standing{.waiting = state->waiting, .held = state->held, .chosen = state->waiting};
    if (meant.filter.is_empty()) return standing;
    standing.chosen = 0;
    const auto count = [&](const Seen&) {
        ++standing.chosen;
        return true;
    };
    const Walk walk = walk_queue(broker, meant.queue, meant.filter, meant.now, count, stop);
    standing.waiting = walk.seen;
    tell_ageless(context, walk);
    return standing;
}

void tell_untouched(Context& context, const Standing& standing) {
    if (standing.held == 0 || context.is_quiet) return;
    context.terminal.tell(fmt::format(
        "not touched: {}, running, prefetched or scheduled\n",
        count_of(standing.held, "message that a worker holds (unacked)", "messages that workers hold (unacked)")));
}

std::string Deed::line() const {
    return fmt::format("{} {}", verb, what);
}

void print_done(Context& context, const Deed& deed, const std::string& json) {
    const report::Palette& palette = context.terminal.out_palette();
    const std::string verb = deed.is_rehearsal ? std::string(deed.verb) : palette.paint(report::Ink::done, deed.verb);
    try {
        context.terminal.print(json.empty() ? fmt::format("{} {}\n", verb, deed.what) : json);
    } catch (const OutputClosed&) {
        context.terminal.tell(fmt::format("{}\n", deed.line()));
    } catch (LocalError& error) {
        std::move(error).seen(deed.line());
        throw;
    }
}

std::string told(const Standing& standing, const std::string& queue) {
    const std::string all = count_of(standing.waiting, "message", "messages");
    const std::string name = escape_controls(queue);
    if (standing.chosen == standing.waiting) return fmt::format("{} of {}", all, name);
    return fmt::format("{} of {} of {}", standing.chosen, all, name);
}

}  // namespace megactl::cli::commands
