#pragma once

#include "core/broker/broker.hpp"
#include "core/worker/task.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace megactl::worker {

// Where messages wait whose tasks this worker does not know, and leaves to others.
//
// They go back to the head of their queue, where the next look would find them again: so a look goes past as many as
// were there before, and a queue that showed nothing else is left alone for a while, longer each time.
class Strangers {
public:
    using Instant = std::chrono::steady_clock::time_point;

    // What one look at a queue has shown.
    struct Look {
        std::size_t asked = 0;
        std::size_t known = 0;
        std::size_t unknown = 0;
    };

    bool is_paused(const std::string& queue, Instant now) const;
    // Is it worth another look at once, past those at its head?
    bool wants_look(const std::string& queue, Instant now) const { return ahead(queue) > 0 && !is_paused(queue, now); }
    // How many messages at its head to look past.
    std::size_t ahead(const std::string& queue) const;
    void saw(const std::string& queue, const Look& look, Instant now);
    // Something of ours came into some queue: none is left alone any longer.
    void look_again();

private:
    struct State {
        std::size_t ahead = 0;
        std::int64_t looks_in_vain = 0;
        Instant paused_until{};
    };
    std::map<std::string, State> queues_;
};

// How much of what waits at the head of a queue is unknown here.
struct UnknownShare {
    std::string queue;
    std::size_t looked_at = 0;
    std::size_t unknown = 0;
    std::vector<std::string> tasks{};  // their names, sorted, each once
};

// Of each queue where something waits that names an unknown task.
std::vector<UnknownShare> unknown_shares(broker::Broker& broker, std::span<const std::string> queues,
                                         const TaskRegistry& registry);

}  // namespace megactl::worker
