#pragma once

#include "core/base/json.hpp"
#include "core/celery/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace megactl::celery {

// A task in the hands of a worker.
struct TaskInfo {
    Message message;
    std::string queue;
    std::optional<Time> begun{};  // nothing while it waits
    bool is_acknowledged = false;
};

// As `celery inspect active` tells it. `node` is the worker that has it, `process` the id of its process.
void write(JsonWriter& writer, const TaskInfo& info, std::string_view node, int process);

}  // namespace megactl::celery
