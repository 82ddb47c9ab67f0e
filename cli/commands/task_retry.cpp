#include "cli/commands/queue_held.hpp"
#include "cli/commands/queue_work.hpp"
#include "cli/commands/queue_workers.hpp"
#include "cli/commands/stores.hpp"
#include "cli/commands/task_place.hpp"
#include "cli/commands/task_runs.hpp"
#include "cli/commands/worker_asking.hpp"
#include "core/base/json.hpp"
#include "core/base/json_view.hpp"
#include "core/base/text.hpp"
#include "core/broker/kombu_layout.hpp"
#include "core/celery/repr.hpp"
#include "core/os/random.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

using celery::State;

// What is sent once more.
struct Again {
    celery::Message message;
    std::string queue;
    bool was_dead = false;
    bool has_expired = false;  // before; it has no time to expire any more
};

class Retry {
public:
    Retry(std::string id, std::optional<celery::TaskResult> result, celery::Time now)
        : id_(std::move(id)), result_(std::move(result)), now_(now) {}

    const std::string& id() const { return id_; }
    const std::optional<celery::TaskResult>& result() const { return result_; }
    // Is it known to have ended, so that no worker can be running it?
    bool has_ended() const { return result_ && celery::is_ready(result_->state); }
    Error refused(std::string_view why) const {
        return {Error::Kind::input, fmt::format("`{}` {}", escape_controls(id_), why)};
    }

    // Nothing where it can't be read.
    std::optional<Again> from(const broker::DeadLetter& letter) const {
        Read read = celery::decode(letter.payload);
        if (!read) return std::nullopt;
        return fresh(*std::move(read), letter.queue, true);
    }
    // Nothing where the result does not keep what was called.
    std::optional<Again> from_result() const {
        if (!result_ || !result_->call) return std::nullopt;
        const celery::KeptCall& call = *result_->call;
        if (call.args.empty() || call.kwargs.empty() || !call.has_run()) return std::nullopt;
        celery::Message message;
        message.task = call.task;
        message.id = id_;
        message.args = call.args;
        message.kwargs = call.kwargs;
        message.args_repr = celery::python_tuple_repr(JsonView::parse(call.args).value());
        message.kwargs_repr = celery::python_repr(JsonView::parse(call.kwargs).value());
        message.root_id = id_;
        message.parent_id = result_->parent_id;
        message.group = result_->group;
        message.origin = publisher_name();
        return fresh(std::move(message), call.queue, false);
    }
    // What its result says from now on: whoever waits for it goes on waiting.
    std::optional<celery::TaskResult> new_result() const {
        if (!result_) return std::nullopt;
        celery::TaskResult result = *result_;
        result.state = State::retry;
        result.date_done = std::nullopt;
        if (result.call) result.call->worker = publisher_name();
        return result;
    }

private:
    Again fresh(celery::Message message, const std::string& queue, bool was_dead) const {
        Again again{.message = std::move(message),
                    .queue = queue.empty() ? std::string(celery::default_queue) : queue,
                    .was_dead = was_dead};
        again.message.retries = 0;
        again.message.is_redelivered = false;
        again.has_expired = again.message.expires && *again.message.expires <= now_;
        if (again.has_expired) again.message.expires = std::nullopt;
        return again;
    }

    std::string id_;
    std::optional<celery::TaskResult> result_;
    celery::Time now_;
};

std::optional<Error> held(broker::Broker& broker, const Retry& retry) {
    std::optional<Error> refusal;
    broker.oversee()->browse([&](const broker::Unacked& message) {
        if (id_of(celery::decode(message.payload)) != retry.id()) return true;
        refusal =
            retry.refused("is held by a worker")
                .seen(message.holder_name.empty() ? "unacked" : escape_controls(message.holder_name))
                .help(
                    "`megactl queue unacked` tells how long, `megactl queue restore` brings back what a dead one held");
        return false;
    });
    return refusal;
}

// Of one whose message is there.
std::optional<Error> on_its_way(broker::Broker& broker, const Retry& retry) {
    if (const auto place = find_waiting(broker, retry.id())) {
        return retry.refused(fmt::format("waits in `{}` already", escape_controls(place->queue)))
            .seen(place->ahead == 0 ? "it is served next"
                                    : fmt::format("{} before it", count_of(place->ahead, "message is", "messages are")))
            .help("`megactl queue list` tells whether a worker takes from there");
    }
    return held(broker, retry);
}

// Of one that has not ended, by its result.
std::optional<Error> running(const NamedBroker& named, const Retry& retry, std::chrono::milliseconds patience) {
    const std::string state = escape_controls(celery::state_name(*retry.result()));
    if (!named.control) {
        return retry.refused("may be running")
            .seen(fmt::format("its result says {}, and workers of an embedded queue can't be asked", state))
            .help("wait for its end");
    }
    const Reported reported = reported_by_workers(named.control, patience);
    if (const auto node = reported.nodes.find(retry.id()); node != reported.nodes.end()) {
        return retry.refused("is held by a worker").seen(escape_controls(node->second)).help("wait for its end");
    }
    if (reported.silent == 0) return std::nullopt;
    return retry.refused("may be running")
        .seen(fmt::format("its result says {}, and {} not answer", state,
                          count_of(reported.silent, "worker does", "workers do")))
        .help("ask again, with a longer `--timeout`");
}

// Why it must not be sent: it has ended well, waits already, or somebody may be running it.
std::optional<Error> obstacle(broker::Broker& broker, const NamedBroker& named, const Retry& retry,
                              std::chrono::milliseconds patience) {
    if (retry.result() && retry.result()->state == State::success) {
        return retry.refused("has ended well").help("`megactl task send` sends it anew, under an id of its own");
    }
    if (auto refusal = on_its_way(broker, retry)) return refusal;
    if (retry.has_ended() || !retry.result()) return std::nullopt;
    return running(named, retry, patience);
}

Error not_kept(const Retry& retry) {
    const auto& result = retry.result();
    if (!result) {
        return Error(Error::Kind::input, fmt::format("there is no trace of the task `{}`", escape_controls(retry.id())))
            .seen("no result of it is kept, no queue holds it, and it is no dead letter")
            .help("a worker may be running it; its result may have expired, or is not wanted (`ignore_result`)");
    }
    if (result->call && !result->call->has_run()) {
        return retry.refused("never ran")
            .seen("a step of its chain before it failed")
            .help("`megactl task retry` of that step runs it once more, without the chain; or send the chain anew");
    }
    const std::string words = celery::exception_line(result->result);
    if (words.starts_with("ChordError"))
        return retry.refused("never ran").seen(escape_controls(words)).help("send its chord anew");
    const bool is_printed = result->call.has_value();
    return retry.refused("can't be retried: its arguments are not kept")
        .seen(is_printed ? "its result has them as they were printed for people"
                         : fmt::format("its result says {}, and not what was called",
                                       escape_controls(celery::state_name(*result))))
        .help("Celery keeps them with `result_extended = True`; this one can be sent anew by `megactl task send`");
}

Error taken_by_another(const Retry& retry) {
    return retry.refused("is no longer as it was")
        .seen("somebody else has retried or moved it meanwhile")
        .help("`megactl task show` tells where it is");
}

// Takes the dead letter out and sends it, in one step. False: somebody else had it first.
bool send_dead(Context& context, broker::Broker& broker, const Retry& retry, const Again& again) {
    const std::string dead_queue(broker::KombuLayout::dead_queue);
    await_others(context, broker, dead_queue);
    const auto extraction = broker.extract({.queue = dead_queue, .chooses = [&](const broker::Waiting& message) {
                                                return id_of(seen_waiting(dead_queue, message).read) == retry.id();
                                            }});
    if (extraction->next(1).empty()) return false;
    const broker::Outgoing outgoing{again.queue, celery::encode(again.message, again.queue, os::random_uuid()),
                                    again.message.priority};
    extraction->commit(0, std::span(&outgoing, 1));
    extraction->close();
    return true;
}

void send_kept(broker::Broker& broker, const Again& again) {
    const broker::Outgoing outgoing{again.queue, celery::encode(again.message, again.queue, os::random_uuid()),
                                    again.message.priority};
    broker.publish(std::span(&outgoing, 1));
}

void print_retried(Context& context, const Invocation& invocation, const Again& again) {
    const Deed deed{.verb = "retried",
                    .what = fmt::format("{}: {} waits in {}", escape_controls(again.message.id),
                                        escape_controls(again.message.task), escape_controls(again.queue))};
    if (invocation.value("--format").value_or("text") != "json") return print_done(context, deed);
    JsonWriter json;
    json.begin_object().member("id", again.message.id).member("task", again.message.task).member("queue", again.queue);
    json.member("from", again.was_dead ? "dead letter" : "result");
    print_done(context, deed, std::move(json.end_object()).take());
}

void tell_more(Context& context, const Retry& retry, const Again& again) {
    if (context.is_quiet) return;
    if (!again.was_dead) {
        context.terminal.tell(
            "made of its result: callbacks, or a chain or chord that it belonged to, are not kept there\n");
    }
    if (again.has_expired) context.terminal.tell("its time to expire had passed: it has none now\n");
    if (retry.result() && retry.result()->state == State::revoked) {
        context.terminal.tell("it was revoked: a worker that was told so drops it, until that is started anew\n");
    }
}

}  // namespace

int run_task_retry(Context& context, const Invocation& invocation) {
    const std::string id = argument_typed(invocation);
    const std::chrono::milliseconds patience = patience_typed(invocation);
    const NamedBroker named = named_broker(context, Creation::refused);
    const NamedResults results = named_results(context, named, Creation::refused);
    tell_whom(context, "broker", named.source.name(), named.origin);
    tell_whom(context, "results", results.source.name(), results.origin);
    const auto backend = results.source.open();
    const Retry retry(id, naming(results.origin, [&] { return backend->fetch(id); }), context.clock.now());
    return naming(named.origin, [&] {
        const auto broker = named.source.open();
        if (auto refusal = obstacle(*broker, named, retry, patience)) return tell_refusal(context, *std::move(refusal));
        const auto letter = find_dead(*broker, id);
        const auto again = letter ? retry.from(*letter) : retry.from_result();
        if (letter && !again) {
            return tell_refusal(context, retry.refused("can't be retried: its message can't be read")
                                             .seen(escape_controls(letter->reason))
                                             .help("`megactl queue export megactl.dead` shows its bytes"));
        }
        if (!again) return tell_refusal(context, not_kept(retry));
        // First: whoever else tries it sees that, and a worker may have ended it again before another step.
        if (const auto result = retry.new_result()) {
            const bool is_ours = naming(results.origin, [&] { return backend->replace(*retry.result(), *result); });
            if (!is_ours) return tell_refusal(context, taken_by_another(retry));
        }
        if (!again->was_dead) {
            if (auto refusal = on_its_way(*broker, retry)) return tell_refusal(context, *std::move(refusal));
            send_kept(*broker, *again);
        } else if (!send_dead(context, *broker, retry, *again)) {
            return tell_refusal(context, taken_by_another(retry));
        }
        print_retried(context, invocation, *again);
        tell_more(context, retry, *again);
        return 0;
    });
}

}  // namespace megactl::cli::commands
