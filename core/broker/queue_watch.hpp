#pragma once

#include "core/redis/connection.hpp"

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>

namespace megactl::broker {

// Waits for lists to be filled without taking anything from them.
//
// BRPOP would take the message off before anybody has written down who holds it, and what dies in between is lost.
// Instead the server is asked to tell of changes to the very keys that were just found empty (client-side caching,
// Redis 6): a second connection listens. A server that refuses is asked ten times a second.
class QueueWatch {
public:
    QueueWatch(redis::Endpoint endpoint, redis::Patience patience);

    // Returns when one of the lists may hold something, at the deadline, when asked to stop, and now and then: whoever
    // waits looks again. `main` is the connection that takes.
    void wait(redis::Connection& main, std::span<const std::string> lists, os::Deadline deadline,
              const std::stop_token& stop);

private:
    bool listen_to(redis::Connection& main);

    redis::Connection listener_;
    std::uint64_t listener_generation_ = 0;  // of the connections that are set up for each other
    std::uint64_t main_generation_ = 0;
    bool is_refused_ = false;
};

}  // namespace megactl::broker
