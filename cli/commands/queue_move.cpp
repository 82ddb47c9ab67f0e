#include "cli/commands/queue_runs.hpp"
#include "cli/commands/queue_work.hpp"
#include "cli/commands/stores.hpp"
#include "cli/progress.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/broker/kombu_layout.hpp"
#include "core/os/deadline.hpp"
#include "core/os/signals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <limits>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t any = std::numeric_limits<std::size_t>::max();

// So many messages in so long.
struct Rate {
    std::size_t count = 0;
    std::chrono::seconds period{1};
    std::string typed;

    // How many go at once: about ten times a second some, where there are that many.
    std::size_t batch() const {
        return std::max<std::size_t>(1, count / 10 / static_cast<std::size_t>(period.count()));
    }
    nanoseconds time_of(std::size_t moved) const { return nanoseconds(period) * moved / count; }
};

struct Journey {
    Meant meant;  // of the queue FROM
    std::string to;
    std::optional<Rate> rate{};
    bool is_rehearsal = false;
};

Rate rate_typed(const std::string& typed) {
    const auto refuse = [&](std::string_view reason) {
        return Error(Error::Kind::usage, fmt::format("`--rate {}`: {}", escape_controls(typed), reason))
            .help("as in `500/s`, `100/m` or `5000/h`");
    };
    Rate rate{.typed = typed};
    const auto [end, problem] = std::from_chars(typed.data(), typed.data() + typed.size(), rate.count);
    const std::string_view unit(end, static_cast<std::size_t>(typed.data() + typed.size() - end));
    constexpr std::size_t most = 1'000'000;
    if (problem != std::errc() || rate.count == 0 || rate.count > most) throw refuse("it is no rate up to a million");
    if (unit == "/m") {
        rate.period = std::chrono::minutes(1);
    } else if (unit == "/h") {
        rate.period = std::chrono::hours(1);
    } else if (unit != "/s") {
        throw refuse("it does not say in which time");
    }
    return rate;
}

Journey journey_typed(const Context& context, const Invocation& invocation) {
    Journey journey{.meant = {argument_typed(invocation, 0), filter_typed(invocation), context.clock.now()},
                    .to = argument_typed(invocation, 1),
                    .is_rehearsal = invocation.has("--dry-run")};
    if (journey.to == journey.meant.queue) {
        throw Error(Error::Kind::usage,
                    fmt::format("`{}` is both where from and where to", escape_controls(journey.to)))
            .help("name another queue to move them to");
    }
    if (journey.to == broker::KombuLayout::dead_queue || broker::is_internal_queue(journey.to) ||
        trim(journey.to).empty()) {
        throw Error(Error::Kind::usage, fmt::format("`{}` is no queue of tasks", escape_controls(journey.to)))
            .help("name one that workers take from; `megactl queue list` shows what there is");
    }
    if (const auto typed = invocation.value("--rate")) journey.rate = rate_typed(*typed);
    return journey;
}

broker::ExtractionOrder order_of(const Meant& meant) {
    return {.queue = meant.queue,
            .chooses = [&meant](const broker::Waiting& message) { return meant.chooses(message); }};
}

// Where a slow move gathers what it chose.
std::string gathering_queue(const Journey& journey) {
    return fmt::format("megactl.moving.{}", journey.to);
}

bool gathers(const Journey& journey) {
    return journey.rate && !journey.meant.filter.is_empty();
}

// `from` is the queue that it waits in: only there a dead letter lies wrapped.
broker::Outgoing rerouted(broker::Waiting message, const Journey& journey, const std::string& from,
                          const std::string& to) {
    int priority = message.priority;
    if (from == broker::KombuLayout::dead_queue) {
        message.payload = broker::decode_dead_letter(message.payload).payload;
        priority = broker::envelope_marks(message.payload).value_or(broker::EnvelopeMarks{}).priority;
    }
    return {to, broker::rerouted(std::move(message.payload), journey.to), priority};
}

// Moves, and counts; ends early where asked to stop. At every moment each message is in one queue alone.
class Mover {
public:
    Mover(broker::Broker& broker, const Journey& journey, std::stop_token stop)
        : broker_(broker), journey_(journey), stop_(std::move(stop)) {}

    const std::atomic<std::size_t>& moved() const { return moved_; }
    std::size_t gathered() const { return gathered_; }

    void move(std::size_t wanted) {
        if (gathers(journey_)) {
            // What stays must not be out of its workers' reach for as long as a slow move takes: what goes is gathered
            // in a queue of its own, and leaves from there.
            move_at_once(gathering_queue(journey_), wanted, gathered_);
            move_slowly({gathering_queue(journey_), {}, {}}, any);
        } else if (journey_.rate) {
            move_slowly(journey_.meant, wanted);
        } else {
            move_at_once(journey_.to, wanted, moved_);
        }
    }

private:
    void move_at_once(const std::string& to, std::size_t wanted, std::atomic<std::size_t>& moved) {
        const auto extraction = broker_.extract(order_of(journey_.meant));
        while (moved < wanted && !stop_.stop_requested()) {
            const std::size_t page = move_page(*extraction, any, journey_.meant.queue, to);
            if (page == 0) break;
            moved += page;
        }
        extraction->close();
    }

    // Sets nothing aside while it pauses.
    void move_slowly(const Meant& meant, std::size_t wanted) {
        const auto begin = std::chrono::steady_clock::now();
        std::size_t moved = 0;
        while (moved < wanted && !stop_.stop_requested()) {
            const auto extraction = broker_.extract(order_of(meant));
            const std::size_t most = std::min(journey_.rate->batch(), wanted - moved);
            const std::size_t page = move_page(*extraction, most, meant.queue, journey_.to);
            extraction->close();
            if (page == 0) break;
            moved += page;
            moved_ += page;
            os::wait_until(
                begin + std::chrono::duration_cast<std::chrono::steady_clock::duration>(journey_.rate->time_of(moved)),
                stop_);
        }
    }

    std::size_t move_page(broker::Extraction& extraction, std::size_t most, const std::string& from,
                          const std::string& to) {
        std::vector<broker::Outgoing> messages;
        for (broker::Waiting& message : extraction.next(most))
            messages.push_back(rerouted(std::move(message), journey_, from, to));
        if (!messages.empty()) extraction.commit(0, messages);
        return messages.size();
    }

    broker::Broker& broker_;
    const Journey& journey_;
    std::stop_token stop_;
    std::atomic<std::size_t> moved_ = 0;
    std::atomic<std::size_t> gathered_ = 0;
};

// Answers how many went, also where a signal came.
std::size_t carry_out(Context& context, const Invocation& invocation, const Journey& journey, Mover& mover,
                      std::size_t wanted) {
    const ProgressLine progress(context.terminal, shows_progress(context, invocation), "moving", mover.moved(), wanted);
    try {
        mover.move(wanted);
    } catch (Error& error) {
        std::vector<std::string> facts;
        if (mover.moved() > 0) {
            facts.push_back(
                fmt::format("{} before", count_of(mover.moved(), "message was moved", "messages were moved")));
        }
        if (mover.gathered() > mover.moved()) {
            facts.push_back(
                fmt::format("others are gathered in `{}`: the same command takes them on, as does a move of that queue",
                            escape_controls(gathering_queue(journey))));
        }
        if (!facts.empty()) std::move(error).seen(join(facts, "; "));
        throw;
    }
    return mover.moved();
}

std::size_t waiting_in(broker::Broker& broker, const std::string& queue) {
    const auto states = broker.queues();
    const auto state = std::ranges::find(states, queue, &broker::QueueState::name);
    return state == states.end() ? 0 : static_cast<std::size_t>(state->waiting);
}

// What an earlier move was stopped over, and this one carries on; it is told.
std::size_t gathered_before(Context& context, broker::Broker& broker, const Journey& journey) {
    if (!gathers(journey)) return 0;
    const std::string queue = gathering_queue(journey);
    const std::size_t gathered = waiting_in(broker, queue);
    if (gathered > 0 && !context.is_quiet) {
        context.terminal.tell(fmt::format("with {} that an earlier move left in `{}`\n",
                                          count_of(gathered, "message", "messages"), escape_controls(queue)));
    }
    return gathered;
}

// What was gathered for the same queue, by this move or an earlier one, and lies there still: no worker takes it.
void tell_left_behind(Context& context, broker::Broker& broker, const Journey& journey) {
    const std::string queue = gathering_queue(journey);
    if (journey.meant.queue == queue) return;
    const std::size_t left = waiting_in(broker, queue);
    if (left == 0) return;
    const std::string command =
        fmt::format("megactl queue move {} {}{}", escape_controls(queue), escape_controls(journey.to),
                    journey.rate ? fmt::format(" --rate {}", journey.rate->typed) : "");
    context.terminal.tell(fmt::format("{} in `{}`: `{}` brings {} on\n", count_of(left, "message lies", "messages lie"),
                                      escape_controls(queue), command, left == 1 ? "it" : "them"));
}

void tell_new_queue(Context& context, broker::Broker& broker, const std::string& queue) {
    const auto states = broker.queues();
    if (context.is_quiet || std::ranges::find(states, queue, &broker::QueueState::name) != states.end()) return;
    context.terminal.tell(fmt::format("there is no queue `{}` yet: it is made\n", escape_controls(queue)));
}

void print_moved(Context& context, const Invocation& invocation, const Journey& journey, const Standing& standing) {
    const Deed deed{.verb = journey.is_rehearsal ? "would move" : "moved",
                    .what = fmt::format("{} to {}", told(standing, journey.meant.queue), escape_controls(journey.to)),
                    .is_rehearsal = journey.is_rehearsal};
    if (invocation.value("--format").value_or("text") == "json") {
        JsonWriter json;
        json.begin_object().member("from", journey.meant.queue).member("to", journey.to);
        if (!is_utf8(journey.meant.queue) || !is_utf8(journey.to)) json.member("encoding", "escaped");
        json.member("moved", std::uint64_t{standing.chosen}).member("unacked", standing.held);
        return print_done(context, deed, std::move(json.member("dry_run", journey.is_rehearsal).end_object()).take());
    }
    print_done(context, deed);
}

}  // namespace

int run_queue_move(Context& context, const Invocation& invocation) {
    const Journey journey = journey_typed(context, invocation);
    const NamedBroker named = named_broker(context, Creation::refused);
    tell_whom(context, "broker", named.source.name(), named.origin);
    return naming(named.origin, [&] {
        const os::StopSignals signals;
        const auto broker = named.source.open();
        await_others(context, *broker, journey.meant.queue, signals.token());
        auto standing = standing_of(context, *broker, journey.meant, signals.token());
        if (!standing) {
            tell_left_behind(context, *broker, journey);
            return 1;
        }
        if (const int signal = signals.received(); signal != 0) {
            context.terminal.tell("stopped: nothing was moved\n");
            return 128 + signal;
        }
        const std::size_t gathered = gathered_before(context, *broker, journey);
        standing->waiting += gathered;
        standing->chosen += gathered;
        if (standing->chosen > 0 && !journey.is_rehearsal) {
            broker->peek(journey.to, 1);  // refuses a key that is no queue before anything is set aside
            tell_new_queue(context, *broker, journey.to);
            Mover mover(*broker, journey, signals.token());
            standing->chosen = carry_out(context, invocation, journey, mover, standing->chosen);
        }
        print_moved(context, invocation, journey, *standing);
        tell_untouched(context, *standing);
        if (gathered == 0 || !journey.is_rehearsal) tell_left_behind(context, *broker, journey);
        const int signal = signals.received();
        return signal == 0 ? 0 : 128 + signal;
    });
}

}  // namespace megactl::cli::commands
