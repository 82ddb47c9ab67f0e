#pragma once

#include "core/config/settings.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace megactl::config {

// A task of the project's own: `[tasks."NAME"]` of megactl.toml.
struct OwnTask {
    std::string name;
    Settings settings;  // of task_setting_catalogue(), "task.handler" always among them
};

// In the order of the file. A value that does not fit, a key that its handler does not take and one that is missing
// throw Error{input} with the place.
std::vector<OwnTask> own_tasks(std::span<const TomlEntry> entries);

// The time between two of it that its `rate_limit` asks for.
std::optional<std::chrono::microseconds> pace_of(const OwnTask& task);

}  // namespace megactl::config
