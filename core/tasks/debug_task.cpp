#include "core/log/log.hpp"
#include "core/tasks/tasks.hpp"

namespace megactl::tasks {

worker::Handler debug_task() {
    return {.run = [](std::span<const celery::Message> messages) {
        log::event(log::Level::info, "tasks", "the worker is alive");
        return std::vector<worker::Outcome>(messages.size(), worker::Succeeded{});
    }};
}

}  // namespace megactl::tasks
