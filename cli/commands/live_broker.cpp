#include "cli/commands/live_broker.hpp"

#include "cli/commands/commands.hpp"
#include "cli/commands/queue_workers.hpp"
#include "cli/commands/stores.hpp"
#include "core/base/json_view.hpp"
#include "core/base/units.hpp"
#include "core/broker/server_sight.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

using project::LiveBroker;
using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds patience{1000};  // as Celery's own tools have it

std::optional<seconds> seconds_in(const std::optional<JsonView>& value) {
    const auto number = value ? value->number() : std::nullopt;
    if (!number || *number < 0) return std::nullopt;
    return seconds(static_cast<std::int64_t>(*number));
}

// Of an answer to `conf`; nothing of a worker of megactl's, which renews what it holds.
std::optional<LiveBroker::Worker> worker_in(const celery::ControlReply& reply) {
    const auto conf = JsonView::parse(reply.answer);
    if (!conf || celery::is_refusal(reply) || conf->member("megactl")) return std::nullopt;
    LiveBroker::Worker worker{.name = reply.node};
    worker.time_limit = seconds_in(conf->member("task_time_limit"));
    const auto transport = conf->member("broker_transport_options");
    const auto visibility = transport ? seconds_in(transport->member("visibility_timeout")) : std::nullopt;
    if (visibility) worker.visibility_timeout = *visibility;
    return worker;
}

// Of an answer to `scheduled`: how far from now the last task is due.
std::optional<seconds> furthest_eta_in(const celery::ControlReply& reply, std::chrono::sys_seconds now) {
    const auto tasks = JsonView::parse(reply.answer);
    std::optional<seconds> furthest;
    if (!tasks) return furthest;
    for (const JsonView& task : tasks->elements()) {
        const auto time = parse_time(task.text_of("eta"));
        if (time) furthest = std::max(furthest.value_or(seconds(0)), *time - now);
    }
    return furthest;
}

void add_workers(const broker::ControlPlace& place, std::chrono::sys_seconds now, LiveBroker& live) {
    // With its defaults it says the names of today, whatever the settings call them (`CELERY_TASK_TIME_LIMIT`).
    const celery::ControlRequest conf{.method = "conf", .arguments = R"({"with_defaults": true})"};
    const std::vector<broker::Answers> answers =
        broker::ask(place, {.requests = {{.method = "ping"}, conf, {.method = "scheduled"}}, .patience = patience}, {});
    for (const celery::ControlReply& reply : answers[0].replies)
        live.nodes.push_back(reply.node);
    for (const celery::ControlReply& reply : answers[1].replies) {
        if (auto worker = worker_in(reply)) live.workers.push_back(*std::move(worker));
    }
    for (const celery::ControlReply& reply : answers[2].replies) {
        const auto worker = std::ranges::find(live.workers, reply.node, &LiveBroker::Worker::name);
        if (worker == live.workers.end()) continue;
        worker->furthest_eta = std::max(worker->furthest_eta, furthest_eta_in(reply, now));
    }
}

void add_server(const broker::ControlPlace& place, const Context& context, LiveBroker& live) {
    const broker::ServerSight sight = broker::look_at_server(place);
    if (!sight.info.empty()) {
        live.redis = project::read_redis_info(sight.info);
        if (sight.save) live.redis->saves = !sight.save->empty();
    }
    if (!sight.time) return;
    live.server_ahead = duration_cast<milliseconds>(*sight.time - context.clock.now());
    if (sight.taking) live.taken_ahead = duration_cast<milliseconds>(*sight.taking - *sight.time);
}

void add_queues(const NamedBroker& named, LiveBroker& live) {
    for (const broker::QueueState& state : named.source.open()->queues())
        live.queues.push_back({.name = state.name, .waiting = state.waiting});
    const auto consumers = consumers_of(named.control, patience);
    if (!consumers) return;
    for (LiveBroker::Queue& queue : live.queues)
        queue.consumers = consumers->of(queue.name);
    live.knows_consumers = true;
    live.silent = consumers->silent;
}

}  // namespace

void look_at_broker(const Context& context, const Invocation& invocation, std::optional<LiveBroker>& live) {
    // Checks read `.env` as evidence; whoever asks a service takes its name from there.
    Invocation asking = invocation;
    asking.command = &queue_list;
    Context asked(context.terminal, context.clock);
    prepare(asked, asking);
    if (!asked.settings.is_said("queue.broker")) return;
    const NamedBroker named = named_broker(asked, Creation::refused);
    live = LiveBroker{.name = named.source.name(), .origin = named.origin};
    naming(named.origin, [&] {
        // What it says of itself first: a replica, or one that is full, lets nobody ask its workers.
        if (named.control) add_server(*named.control, asked, *live);
        add_queues(named, *live);
        if (named.control) add_workers(*named.control, asked.clock.now(), *live);
    });
}

}  // namespace megactl::cli::commands
