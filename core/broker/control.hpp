#pragma once

#include "core/broker/kombu_layout.hpp"
#include "core/celery/control.hpp"
#include "core/redis/connection.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

// Remote control over Redis, as kombu's process mailboxes have it: a request is published to all workers, each answer
// is pushed into a list of the asker's.
namespace megactl::broker {

// Where workers are asked and told.
struct ControlPlace {
    redis::Endpoint endpoint;
    std::string key_prefix;
};

// The broker behind it as `celery inspect stats` describes one, without its password: a JSON object.
std::string broker_info(const ControlPlace& place);

// A worker's end. One thread at a time; throws Error{service} as a broker does, and the next call connects again.
class ControlNode {
public:
    ControlNode(const ControlPlace& place, std::string_view name);
    ControlNode(const ControlNode&) = delete;
    ControlNode& operator=(const ControlNode&) = delete;
    // Nobody asks it any more.
    ~ControlNode();

    // Waits for the next request to anybody, as it was sent; listens from the first call on. Nothing at the deadline,
    // or when asked to stop.
    std::optional<std::string> next(os::Deadline deadline, const std::stop_token& stop);
    // Where the asker has left meanwhile it is dropped; one that leaves it behind finds it gone after a minute.
    void answer(std::string_view asker, const std::string& payload);

    // To whoever watches; where the server lets nobody tell that, nobody hears it.
    void tell_monitors(std::string_view routing_key, const std::string& payload);

private:
    void listen();
    std::optional<std::string> check_line();

    KombuLayout layout_;
    std::string channel_;
    std::string events_;   // the begin of their channels
    std::string binding_;  // our member of the exchange's
    redis::Connection listener_;
    redis::Connection speaker_;
    redis::Script answer_;
    std::uint64_t generation_ = 0;  // of the connection that is subscribed; 0 before the first one
    os::Deadline trusted_until_{};  // the line is taken for alive so long
};

// What is asked at once, and for how long the answers are waited for.
struct Inquiry {
    std::vector<celery::ControlRequest> requests;  // heard in this order; tickets and mailbox are filled in
    std::chrono::milliseconds patience{1000};
    std::size_t enough = SIZE_MAX;  // so many answers to a request are all that is waited for
    redis::Patience server{};       // how long the broker may be silent
};

// What became of a request.
struct Answers {
    std::vector<celery::ControlReply> replies{};  // in the order of their names
    std::uint64_t listeners = 0;                  // who heard it, at the most: others than workers may listen
    // Nodes that are known to exist, were meant and did not answer in time, by name. Where all were asked it may hold
    // more than the `missing`: a node that was killed stays written down.
    std::vector<std::string> silent{};
    std::uint64_t missing = 0;  // of the listeners; none where only some of them were meant
};

// Asks, and waits for everybody who is meant, so that it ends as soon as all have answered. What became of each
// request, in their order. Throws Error{service} where the broker is away. A stop ends it early.
std::vector<Answers> ask(const ControlPlace& place, Inquiry inquiry, const std::stop_token& stop);

// Every node that is written down, by name. Who left properly is not; who was killed is.
std::set<std::string> nodes(const ControlPlace& place);

// Tells without waiting for answers; how many heard it.
std::uint64_t tell(const ControlPlace& place, const celery::ControlRequest& request);

}  // namespace megactl::broker
