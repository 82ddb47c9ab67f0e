#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace megactl::project {

// A running broker and those who work on it, as they were seen when somebody asked. What could not be told is nothing.
struct LiveBroker {
    struct Queue {
        std::string name;
        std::uint64_t waiting = 0;
        std::size_t consumers = 0;  // workers that say they take from it
    };

    // One of Celery's workers, by what its `inspect` answers.
    struct Worker {
        std::string name;
        std::chrono::seconds visibility_timeout{3600};       // `broker_transport_options`, else kombu's
        std::optional<std::chrono::seconds> time_limit{};    // `task_time_limit`
        std::optional<std::chrono::seconds> furthest_eta{};  // of the tasks that it holds for their time
    };

    // As INFO has it.
    struct Redis {
        std::string version{};
        bool is_replica = false;
        std::uint64_t used_memory = 0;
        std::uint64_t max_memory = 0;     // 0: no bound
        std::string eviction{};           // "noeviction"
        bool appends_to_file = false;     // AOF
        bool has_failed_to_save = false;  // the last snapshot, or the last write of the AOF
        std::optional<bool> saves{};      // snapshots, by `save`; nothing where CONFIG is refused
    };

    std::string name{};    // as it may be shown
    std::string origin{};  // who named it: "CELERY_BROKER_URL in .env:14"
    std::vector<Queue> queues{};
    std::vector<std::string> nodes{};  // of the workers that answered, as often as they did
    std::vector<Worker> workers{};
    std::size_t silent = 0;        // workers that listen and did not answer
    bool knows_consumers = false;  // somebody can be asked who takes from the queues
    std::optional<Redis> redis{};
    std::optional<std::chrono::milliseconds> server_ahead{};  // its clock, of ours
    std::optional<std::chrono::milliseconds> taken_ahead{};   // the latest taking of a message, of the server's clock
};

// What INFO answers; fields that it lacks stay as they are.
LiveBroker::Redis read_redis_info(std::string_view info);

}  // namespace megactl::project
