#pragma once

#include "core/celery/message.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace megactl::celery {

// What a worker tells monitors of itself, and Celery's workers tell each other: that it is there, that it goes on, that
// it leaves.
struct WorkerEvent {
    enum class Kind { online, heartbeat, offline };

    Kind kind = Kind::heartbeat;
    std::string node;
    int process = 0;
    std::int64_t clock = 0;  // Lamport's, which monitors sort by: it must grow
    Time time{};
    std::uint64_t active = 0;      // tasks that run
    std::uint64_t processed = 0;   // that have begun since the start
    std::array<double, 3> load{};  // of the host, over 1, 5 and 15 minutes
    std::string version{};
};

// Who misses two of them takes the worker for dead.
constexpr std::chrono::seconds heartbeat_pause{2};

constexpr std::string_view event_exchange = "celeryev";
std::string_view routing_key_of(WorkerEvent::Kind kind);  // "worker.online"
std::string encode(const WorkerEvent& event, std::string_view delivery_tag);

}  // namespace megactl::celery
