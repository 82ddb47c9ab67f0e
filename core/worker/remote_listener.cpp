#include "core/worker/remote_listener.hpp"

#include "core/base/error.hpp"
#include "core/log/log.hpp"
#include "core/os/deadline.hpp"
#include "core/os/random.hpp"

#include <chrono>
#include <utility>

namespace megactl::worker {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds first_wait{100};

}  // namespace

RemoteListener::RemoteListener(const WorkerOptions& options, const Held& held, Remote& remote)
    : options_(options), held_(held), remote_(remote), backoff_(first_wait, options.longest_wait, options.draw) {}

void RemoteListener::run(const std::stop_token& stop) {
    broker::ControlNode node(options_.control.value(), options_.name);
    while (!stop.stop_requested()) {
        try {
            // Monitors ask who is new, so it listens first.
            const auto payload = node.next(is_online_ ? next_beat_ : Clock::now(), stop);
            if (payload) take(node, *payload);
            beat_if_due(node);
            outage_.worked();
            backoff_.reset();
        } catch (const Error& error) {
            is_online_ = false;
            const std::chrono::milliseconds wait = backoff_.next();
            outage_.failed(error.message(), wait, held_.begun());
            os::wait_until(Clock::now() + wait, stop);
        }
    }
    say_farewell(node);
}

void RemoteListener::take(broker::ControlNode& node, const std::string& payload) {
    const auto request = celery::decode_control_request(payload);
    if (!request) {
        log::event(log::Level::debug, "worker", "no request of remote control", {{"reason", request.error().reason}});
        return;
    }
    remote_.saw_clock(request->clock);
    if (!celery::is_meant(*request, options_.name)) return;
    log::event(log::Level::debug, "worker", "remote control", {{"method", request->method}});
    const auto answer = remote_.answer(*request);
    if (!answer || request->reply_to.empty()) return;
    const celery::ControlReply reply{
        .node = options_.name, .answer = *answer, .ticket = request->ticket, .clock = remote_.next_clock()};
    node.answer(request->reply_to, celery::encode(reply, request->reply_to, os::random_uuid()));
}

void RemoteListener::beat_if_due(broker::ControlNode& node) {
    const bool is_wanted = remote_.take_wish_for_heartbeat();
    if (is_online_ && !is_wanted && Clock::now() < next_beat_) return;
    tell(node, is_online_ ? celery::WorkerEvent::Kind::heartbeat : celery::WorkerEvent::Kind::online);
    is_online_ = true;
    next_beat_ = Clock::now() + celery::heartbeat_pause;
}

void RemoteListener::say_farewell(broker::ControlNode& node) {
    if (!is_online_) return;
    try {
        tell(node, celery::WorkerEvent::Kind::offline);
    } catch (const Error& error) {
        log::event(log::Level::debug, "worker", "monitors are not told that it ends", {{"reason", error.message()}});
    }
}

void RemoteListener::tell(broker::ControlNode& node, celery::WorkerEvent::Kind kind) {
    node.tell_monitors(celery::routing_key_of(kind), celery::encode(remote_.event(kind), os::random_uuid()));
}

}  // namespace megactl::worker
