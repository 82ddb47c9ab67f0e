#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/broker/control.hpp"
#include "core/broker/redis_scripts.hpp"
#include "core/celery/event.hpp"
#include "core/log/log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace megactl::broker {
namespace {

using Clock = std::chrono::steady_clock;
using redis::Reply;

// A line that was cut without a word looks like silence: after so much of it the server is asked.
constexpr std::chrono::seconds longest_trust{15};
// For a word of farewell: the server may be away, and the worker has ended.
constexpr std::chrono::seconds farewell_time{1};

// What a subscription brings, where it is a message.
std::optional<std::string> message_in(const Reply& push) {
    if (push.at(0).text != "message") return std::nullopt;
    return push.at(2).text;
}

}  // namespace

std::string broker_info(const ControlPlace& place) {
    const redis::Endpoint& endpoint = place.endpoint;
    const bool is_local = endpoint.transport == redis::Endpoint::Transport::unix_socket;
    JsonWriter writer(true);
    writer.begin_object().member("hostname", is_local ? endpoint.socket.string() : endpoint.host).key("userid");
    if (endpoint.user.empty()) {
        writer.null();
    } else {
        writer.value(endpoint.user);
    }
    writer.member("virtual_host", fmt::to_string(endpoint.database)).key("port");
    if (is_local) {
        writer.null();
    } else {
        writer.value(std::uint64_t{endpoint.port});
    }
    writer.member("ssl", endpoint.transport == redis::Endpoint::Transport::tls).member("transport", "redis");
    std::string text = std::move(writer.end_object()).take();
    text.pop_back();  // the line end
    return text;
}

ControlNode::ControlNode(const ControlPlace& place, std::string_view name)
    : layout_(place.key_prefix),
      channel_(layout_.channel(place.endpoint.database, celery::control_exchange)),
      events_(layout_.channel(place.endpoint.database, celery::event_exchange)),
      binding_(encode(KombuLayout::binding_of_node(name))),
      listener_(place.endpoint),
      speaker_(place.endpoint),
      answer_(scripts::answer) {}

ControlNode::~ControlNode() {
    if (generation_ == 0) return;
    try {
        speaker_.call_by(Clock::now() + farewell_time, {"SREM", layout_.binding(celery::control_exchange), binding_});
    } catch (const Error& error) {
        log::event(log::Level::debug, "broker", "a node of remote control stays written down",
                   {{"reason", error.message()}});
    }
}

std::optional<std::string> ControlNode::next(os::Deadline deadline, const std::stop_token& stop) {
    while (true) {
        if (!listener_.is_connected() || listener_.generation() != generation_) listen();
        if (Clock::now() >= trusted_until_) {
            if (auto message = check_line()) return message;
        }
        if (const auto push = listener_.await(std::min(deadline, trusted_until_), stop)) {
            trusted_until_ = Clock::now() + longest_trust;
            if (auto message = message_in(*push)) return message;
        } else if (stop.stop_requested() || Clock::now() >= deadline) {
            return std::nullopt;
        }
    }
}

void ControlNode::listen() {
    listener_.disconnect();
    listener_.call({"SUBSCRIBE", channel_});
    speaker_.call({"SADD", layout_.binding(celery::control_exchange), binding_});
    generation_ = listener_.generation();
    trusted_until_ = Clock::now() + longest_trust;
}

// Throws where nobody is at the other end. A message may come before the answer; then the answer is skipped later.
std::optional<std::string> ControlNode::check_line() {
    const Reply reply = listener_.call({"PING"});
    trusted_until_ = Clock::now() + longest_trust;
    return message_in(reply);
}

void ControlNode::answer(std::string_view asker, const std::string& payload) {
    const std::vector<std::string> keys{layout_.binding(celery::control_reply_exchange), layout_.answers(asker)};
    const std::vector<std::string> arguments{encode(KombuLayout::binding_of_asker(asker)), payload};
    speaker_.run(answer_, keys, arguments);
}

void ControlNode::tell_monitors(std::string_view routing_key, const std::string& payload) {
    const Reply reply = speaker_.ask({"PUBLISH", fmt::format("{}/{}", events_, routing_key), payload});
    if (!reply.is_error()) return;
    log::event(log::Level::debug, "broker", "monitors are told nothing", {{"reason", reply.text}});
}

}  // namespace megactl::broker
