#include "cli/commands/queue_held.hpp"
#include "cli/commands/queue_runs.hpp"
#include "cli/commands/queue_work.hpp"
#include "cli/commands/stores.hpp"
#include "cli/commands/worker_asking.hpp"
#include "cli/progress.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/os/signals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

using std::chrono::milliseconds;

// What one call to the broker puts back.
constexpr std::size_t page_size = 500;

struct Order {
    MeantHeld meant;
    milliseconds patience{};
    bool is_forced = false;  // the young ones as well
    bool is_rehearsal = false;
};

// The meant messages, without their payloads.
struct Held {
    broker::Unacked message;
    std::string id;
};

// What is to go back, the one that was taken first ahead, and how many of the others stay for which reason.
struct Plan {
    std::vector<broker::Unacked> going{};
    std::size_t forced = 0;  // of them
    std::size_t held = 0;
    std::size_t young = 0;
    std::size_t open = 0;  // whether somebody holds them can't be told, for not all workers answered
};

Order order_typed(const Context& context, const Invocation& invocation) {
    return {.meant = meant_held_typed(context, invocation),
            .patience = patience_typed(invocation),
            .is_forced = invocation.has("--force"),
            .is_rehearsal = invocation.has("--dry-run")};
}

bool is_of_celery(const Held& held) {
    return held.message.holder == broker::Unacked::Holder::unknown ||
           held.message.holder == broker::Unacked::Holder::overdue;
}

// Of what has no age nothing is known: it goes behind the rest.
bool is_earlier(const broker::Unacked& a, const broker::Unacked& b) {
    const milliseconds age = a.age.value_or(milliseconds(-1));
    const milliseconds other = b.age.value_or(milliseconds(-1));
    return age == other ? a.tag < b.tag : age > other;
}

Plan plan_of(std::vector<Held> all, const Order& order, const Reported& reported) {
    using State = HeldRow::State;
    Plan plan;
    for (Held& held : all) {
        const State state = row_of(held.message, held.id, reported).state;
        if (state == State::held) {
            ++plan.held;
        } else if (state == State::young && !order.is_forced) {
            ++plan.young;
        } else if (is_of_celery(held) && reported.silent > 0) {
            ++plan.open;
        } else {
            if (state == State::young) ++plan.forced;
            plan.going.push_back(std::move(held.message));
        }
    }
    std::ranges::sort(plan.going, is_earlier);
    return plan;
}

// False: the answer was no. Only what is forced is asked about: the rest is what workers do by themselves.
bool is_confirmed(Context& context, const Plan& plan) {
    if (plan.forced == 0 || context.says_yes) return true;
    const std::string what =
        count_of(plan.forced, "message that a worker may still hold", "messages that workers may still hold");
    if (context.terminal.can_ask()) {
        return context.terminal.confirm(fmt::format("{} will be put back, and may run twice. Go on?", what));
    }
    throw Error(Error::Kind::usage, fmt::format("{} would be put back, and there is no terminal to ask", what))
        .help("`--yes` says that they may, though they may run twice");
}

// From the youngest on, so that the oldest is served first in the end.
broker::Restored carry_out(Context& context, const Invocation& invocation, broker::Oversight& oversight,
                           const Plan& plan, const std::stop_token& stop) {
    broker::Restored total;
    std::atomic<std::size_t> done = 0;
    const ProgressLine progress(context.terminal, shows_progress(context, invocation), "restoring", done,
                                plan.going.size());
    std::span<const broker::Unacked> left = plan.going;
    try {
        while (!left.empty() && !stop.stop_requested()) {
            const auto page = left.last(std::min(left.size(), page_size));
            left = left.first(left.size() - page.size());
            total += oversight.restore(page);
            done += page.size();
        }
    } catch (Error& error) {
        if (total.restored > 0) {
            std::move(error).seen(
                fmt::format("{} before", count_of(total.restored, "message was restored", "messages were restored")));
        }
        throw;
    }
    return total;
}

void print_restored(Context& context, const Invocation& invocation, const Order& order, const Plan& plan,
                    const broker::Restored& counts) {
    const Deed deed{.verb = order.is_rehearsal ? "would restore" : "restored",
                    .what = count_of(counts.restored, "message", "messages"),
                    .is_rehearsal = order.is_rehearsal};
    if (invocation.value("--format").value_or("text") != "json") return print_done(context, deed);
    JsonWriter json;
    json.begin_object().member("restored", std::uint64_t{counts.restored});
    json.member("buried", std::uint64_t{counts.buried}).member("unplaced", std::uint64_t{counts.unplaced});
    json.member("missed", std::uint64_t{counts.missed}).member("held", std::uint64_t{plan.held});
    json.member("young", std::uint64_t{plan.young}).member("open", std::uint64_t{plan.open});
    print_done(context, deed, std::move(json.member("dry_run", order.is_rehearsal).end_object()).take());
}

void tell_left(Context& context, const Plan& plan, const broker::Restored& counts) {
    if (context.is_quiet) return;
    const auto tell = [&](std::size_t count, std::string_view fate) {
        if (count > 0) context.terminal.tell(fmt::format("{} {}\n", count_of(count, "message", "messages"), fate));
    };
    tell(counts.buried, "could not be read: now in `megactl.dead`");
    tell(counts.unplaced, "left: nothing tells any more which queue it came from");
    tell(counts.missed, "left: settled or taken anew meanwhile");
    tell(plan.held, "left: a worker that lives holds it");
    tell(plan.young, "left: taken not long ago by a worker that may still live; `--force` restores it all the same");
    tell(plan.open, "left: whether a worker holds it can't be told");
}

std::vector<Held> held_ones(Context& context, broker::Oversight& oversight, const MeantHeld& meant,
                            const std::stop_token& stop) {
    std::vector<Held> all;
    const auto look = [&](broker::Unacked message, const Read& read) {
        std::string().swap(message.payload);  // there may be many
        all.push_back({std::move(message), id_of(read)});
        return true;
    };
    tell_ageless(context, walk_held(oversight, meant, look, stop));
    return all;
}

// Makes the plan; answers the signal that ended that early, else 0.
int look_around(Context& context, const NamedBroker& named, broker::Broker& broker, const Order& order, Plan& plan,
                Reported& reported) {
    const os::StopSignals signals;
    naming(named.origin, [&] {
        broker.ping();
        const auto oversight = broker.oversee();
        // Messages first, workers then: who has taken one by now can't be silent about it.
        std::vector<Held> all = held_ones(context, *oversight, order.meant, signals.token());
        if (std::ranges::any_of(all, is_of_celery)) {
            reported = reported_by_workers(named.control, order.patience, signals.token());
        }
        tell_unknown_holders(context, named.control);
        plan = plan_of(std::move(all), order, reported);
    });
    return signals.received();
}

}  // namespace

int run_queue_restore(Context& context, const Invocation& invocation) {
    const Order order = order_typed(context, invocation);
    const NamedBroker named = named_broker(context, Creation::refused);
    tell_whom(context, "broker", named.source.name(), named.origin);
    const auto broker = naming(named.origin, [&] { return named.source.open(); });
    Reported reported;
    Plan plan;
    if (const int signal = look_around(context, named, *broker, order, plan, reported); signal != 0) {
        context.terminal.tell("stopped: nothing was restored\n");
        return 128 + signal;
    }
    tell_silent(context, reported.silent, order.patience, "what they may hold is left");
    broker::Restored counts{.restored = plan.going.size()};
    int signal = 0;
    if (!plan.going.empty() && !order.is_rehearsal) {
        if (!is_confirmed(context, plan)) {
            context.terminal.tell("nothing was changed\n");
            return 1;
        }
        // Not before the question, which Ctrl-C ends.
        const os::StopSignals signals;
        counts = naming(named.origin,
                        [&] { return carry_out(context, invocation, *broker->oversee(), plan, signals.token()); });
        signal = signals.received();
    }
    print_restored(context, invocation, order, plan, counts);
    tell_left(context, plan, counts);
    if (signal != 0) return 128 + signal;
    return plan.open == 0 ? 0 : 1;
}

}  // namespace megactl::cli::commands
