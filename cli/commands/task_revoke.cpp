#include "cli/commands/queue_held.hpp"
#include "cli/commands/queue_work.hpp"
#include "cli/commands/stores.hpp"
#include "cli/commands/task_runs.hpp"
#include "cli/commands/worker_asking.hpp"
#include "core/base/encoding.hpp"
#include "core/base/json.hpp"
#include "core/base/json_view.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/broker/kombu_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t any = std::numeric_limits<std::size_t>::max();

struct Revocation {
    std::string id;
    milliseconds patience{};
    bool terminates = false;
};

// What became of it.
struct Fate {
    std::vector<std::string> workers{};            // that will not run it, or have ended it
    std::vector<celery::ControlReply> refusals{};  // of those in which it goes on
    std::size_t silent = 0;                        // workers that listen, and did not answer
    std::vector<std::string> removed{};            // the queues that it waited in
    std::vector<std::string> left{};               // the queues that it is left in, being a part of a chord
    std::vector<std::string> holders{};            // workers that nobody can tell, and that held it
    milliseconds until_heard{};                    // within which they notice
    std::optional<celery::TaskResult> result{};

    bool is_revoked() const { return !removed.empty() || !workers.empty() || !holders.empty(); }
};

celery::ControlRequest request_of(const Revocation& revocation) {
    const std::string how = revocation.terminates ? R"(, "terminate": true, "signal": "SIGTERM")" : "";
    return {.method = "revoke", .arguments = fmt::format(R"({{"task_id": {}{}}})", json_quoted(revocation.id), how)};
}

void tell_workers(const broker::ControlPlace& place, const Revocation& revocation, Fate& fate) {
    const broker::Answers answers =
        broker::ask(place, {.requests = {request_of(revocation)}, .patience = revocation.patience}, {}).front();
    for (const celery::ControlReply& reply : answers.replies) {
        if (celery::is_refusal(reply)) {
            fate.refusals.push_back(reply);
        } else {
            fate.workers.push_back(reply.node);
        }
    }
    fate.silent = answers.missing;
}

// The other parts wait for it as well: only a worker that meets it counts it.
bool is_part_of_chord(const Read& read) {
    const auto embed = read ? JsonView::parse(read->embed) : JsonView::parse("null");
    const auto chord = embed ? embed->member("chord") : std::nullopt;
    return chord && !chord->is(JsonView::Kind::null);
}

celery::TaskResult revoked(const Read& read, const std::string& id, celery::Time now) {
    celery::TaskResult result;
    result.id = id;
    result.state = celery::State::revoked;
    result.result = celery::exception_object("TaskRevokedError", "revoked", "celery.exceptions");
    result.date_done = now;
    if (read) {
        result.group = read->group;
        result.parent_id = read->parent_id;
    }
    return result;
}

// How often it waits in the queue.
std::size_t waiting_in(broker::Broker& broker, const std::string& queue, const Revocation& revocation, celery::Time now,
                       Fate& fate) {
    std::size_t count = 0;
    bool is_left = false;
    std::optional<celery::TaskResult> result;
    broker.browse(queue, [&](const broker::Waiting& message) {
        const Read read = celery::decode(message.payload);
        if (id_of(read) != revocation.id) return true;
        is_left = is_part_of_chord(read);
        if (is_left) return false;
        if (!read || !read->ignores_result) result = revoked(read, revocation.id, now);
        ++count;
        return true;
    });
    if (is_left) {
        fate.left.push_back(queue);
        return 0;
    }
    if (result) fate.result = std::move(result);
    return count;
}

void remove_waiting(Context& context, broker::Broker& broker, const Revocation& revocation, Fate& fate) {
    for (const broker::QueueState& state : broker.queues()) {
        if (state.name == broker::KombuLayout::dead_queue) continue;
        await_others(context, broker, state.name);
        std::size_t left = waiting_in(broker, state.name, revocation, context.clock.now(), fate);
        if (left == 0) continue;
        const auto extraction = broker.extract({.queue = state.name, .chooses = [&](const broker::Waiting& message) {
                                                    return id_of(celery::decode(message.payload)) == revocation.id;
                                                }});
        while (left > 0) {
            const std::size_t found = extraction->next(any).size();
            if (found == 0) break;
            extraction->commit(0, {});
            fate.removed.push_back(state.name);
            left -= std::min(left, found);
        }
        extraction->close();
    }
}

// Of an embedded queue: nobody can tell its workers, but what megactl's hold and have not begun they drop once they
// find it gone.
void remove_held(Context& context, broker::Broker& broker, const Revocation& revocation, Fate& fate) {
    std::vector<std::string> tags;
    broker.oversee()->browse([&](const broker::Unacked& message) {
        const bool is_own = message.holder == broker::Unacked::Holder::lives;
        const Read read = celery::decode(message.payload);
        if (!is_own || id_of(read) != revocation.id) return true;
        if (is_part_of_chord(read)) {
            fate.left.push_back(message.queue.empty() ? "?" : message.queue);
            return true;
        }
        if (!read || !read->ignores_result) fate.result = revoked(read, revocation.id, context.clock.now());
        fate.holders.push_back(message.holder_name);
        tags.push_back(message.tag);
        return true;
    });
    broker.acknowledge(tags);
    fate.until_heard = broker.lease_time() / 3;
}

// False: the answer was no.
bool is_confirmed(Context& context, const Revocation& revocation) {
    if (!revocation.terminates || context.says_yes) return true;
    const std::string id = escape_controls(revocation.id);
    if (context.terminal.can_ask()) {
        return context.terminal.confirm(fmt::format("The process that runs {} will be killed. Go on?", id));
    }
    throw Error(Error::Kind::usage,
                fmt::format("the process that runs {} would be killed, and there is no terminal to ask", id))
        .help("`--yes` says that it may");
}

void write_names(JsonWriter& json, std::string_view key, const std::vector<std::string>& names) {
    json.key(key).begin_array();
    for (const std::string& name : names)
        json.value(name);
    json.end_array();
}

void print_fate(Context& context, const Invocation& invocation, const Revocation& revocation, const Fate& fate) {
    std::vector<std::string> done;
    done.reserve(fate.removed.size() + fate.holders.size() + 1);
    for (const std::string& queue : fate.removed)
        done.push_back(fmt::format("removed from {}", escape_controls(queue)));
    for (const std::string& holder : fate.holders)
        done.push_back(fmt::format("taken from the worker {}", escape_controls(holder)));
    if (!fate.workers.empty()) {
        done.push_back(fmt::format("{} told", count_of(fate.workers.size(), "worker is", "workers are")));
    }
    const Deed deed{
        .verb = fate.is_revoked() ? "revoked" : "did not revoke",
        .what = fmt::format("{}{}{}", escape_controls(revocation.id), done.empty() ? "" : ": ", join(done, ", "))};
    if (invocation.value("--format").value_or("text") != "json") {
        if (fate.is_revoked()) print_done(context, deed);
        return;
    }
    JsonWriter json;
    json.begin_object().member("id", revocation.id).member("revoked", fate.is_revoked());
    write_names(json, "removed", fate.removed);
    write_names(json, "left", fate.left);
    write_names(json, "workers", fate.workers);
    std::vector<std::string> refusing;
    std::ranges::transform(fate.refusals, std::back_inserter(refusing), &celery::ControlReply::node);
    write_names(json, "refusing", refusing);
    write_names(json, "holders", fate.holders);
    print_done(context, deed, std::move(json.member("silent", std::uint64_t{fate.silent}).end_object()).take());
}

int tell_refusals(Context& context, const Fate& fate) {
    int status = 0;
    for (const celery::ControlReply& refusal : fate.refusals) {
        Error refused(Error::Kind::input, fmt::format("`{}` refuses: {}", escape_controls(refusal.node),
                                                      escape_controls(celery::words_in(refusal))));
        status = tell_refusal(
            context, std::move(refused).help("stop that worker to end it: the others were told not to run it"));
    }
    return status;
}

int tell_fate(Context& context, const Revocation& revocation, const Fate& fate) {
    if (!context.is_quiet) {
        for (const std::string& queue : fate.left) {
            context.terminal.tell(
                fmt::format("left in {}: its chord goes on only when a worker has met it\n", escape_controls(queue)));
        }
        if (!fate.holders.empty()) {
            context.terminal.tell(fmt::format("a worker of megactl's drops it within {}, unless it has begun by then\n",
                                              format_duration(fate.until_heard)));
        }
    }
    tell_silent(context, fate.silent, revocation.patience, "they are told once they listen again");
    const std::string id = escape_controls(revocation.id);
    if (revocation.terminates && !fate.holders.empty()) {
        return tell_refusal(context, Error(Error::Kind::input, fmt::format("`{}` may go on", id))
                                         .seen("megactl's workers end nothing that they have begun")
                                         .help("stop the worker that holds it: what is cut short does not come back"));
    }
    if (!fate.refusals.empty()) return tell_refusals(context, fate);
    if (fate.is_revoked()) return 0;
    if (!fate.left.empty()) {
        return tell_refusal(context, Error(Error::Kind::input, fmt::format("`{}` is not revoked", id))
                                         .seen("a part of a chord is left to workers, and none answers")
                                         .help("run it again once one is there"));
    }
    return tell_refusal(context, Error(Error::Kind::input, fmt::format("there is nobody to revoke `{}` from", id))
                                     .seen("no queue holds it, and no worker answers")
                                     .help(fmt::format("`megactl task show {}` tells whether it has ended", id)));
}

}  // namespace

int run_task_revoke(Context& context, const Invocation& invocation) {
    const Revocation revocation{argument_typed(invocation), patience_typed(invocation), invocation.has("--terminate")};
    const NamedBroker named = named_broker(context, Creation::refused);
    const NamedResults results = named_results(context, named, Creation::refused);
    tell_whom(context, "broker", named.source.name(), named.origin);
    if (!is_confirmed(context, revocation)) {
        context.terminal.tell("nothing was changed\n");
        return 1;
    }
    Fate fate;
    naming(named.origin, [&] {
        const auto broker = named.source.open();
        broker->ping();
        // First, so that whoever takes it meanwhile does not run it.
        if (named.control) tell_workers(*named.control, revocation, fate);
        remove_waiting(context, *broker, revocation, fate);
        if (!named.control) remove_held(context, *broker, revocation, fate);
    });
    // Whoever waits for its result learns that none comes.
    if (fate.result && (!fate.removed.empty() || !fate.holders.empty())) {
        naming(results.origin, [&] { results.source.open()->store(std::span(&*fate.result, 1)); });
    }
    print_fate(context, invocation, revocation, fate);
    return tell_fate(context, revocation, fate);
}

}  // namespace megactl::cli::commands
