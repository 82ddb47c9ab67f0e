#pragma once

#include "cli/commands/queue_workers.hpp"
#include "core/broker/broker.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// How queues stand against what is allowed, as `queue check` tells it to people and monitors.
namespace megactl::cli::commands {

struct QueueLimits {
    std::vector<std::pair<std::string, std::uint64_t>> waiting{};  // of each queue, the most that may wait
    std::optional<std::uint64_t> unacked{};                        // of all together
    bool needs_consumer = false;
};

// Messages that wait in a queue, of one task.
struct WaitingTask {
    std::string queue;
    std::string task;
    std::uint64_t count = 0;
};

struct QueueTrouble {
    std::string_view check;  // "max-waiting", "max-unacked", "need-consumer", "unregistered"
    std::string queue;       // empty where it is of all
    std::string words;
};

struct QueueHealth {
    std::vector<broker::QueueState> queues{};
    std::optional<Consumers> consumers{};     // where they were asked for
    std::vector<WaitingTask> unregistered{};  // that no worker that answered knows, and no source; the same
    std::size_t silent = 0;                   // of the workers that were asked for their tasks
    std::vector<QueueTrouble> troubles{};

    std::uint64_t waiting() const;
    std::uint64_t unacked() const;
};

// Pure. `patience` is how long workers had to answer.
std::vector<QueueTrouble> troubles_of(const QueueHealth& health, const QueueLimits& limits,
                                      std::chrono::milliseconds patience);

// `3 queues, 17 messages wait, 4 are held`, or the troubles.
std::string summary_of(const QueueHealth& health);
std::string json_of(const QueueHealth& health);
// A line as a plugin of Nagios prints it.
std::string nagios_line(const QueueHealth& health, const QueueLimits& limits);
// Prometheus' text format.
std::string metrics_of(const QueueHealth& health);

// The same of a broker that does not answer.
std::string json_of_outage(std::string_view reason);
std::string nagios_line_of_outage(std::string_view reason);
std::string metrics_of_outage();

}  // namespace megactl::cli::commands
