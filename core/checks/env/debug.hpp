#pragma once

#include "core/checks/rule.hpp"

#include <optional>

namespace megactl::checks::env_rules {

// What makes DEBUG true.
struct DebugVerdict {
    const project::SettingAssignment* assignment = nullptr;
    const project::VariableRead* read = nullptr;  // null where the settings say True themselves
};

// Nothing unless DEBUG comes out true for certain. Pointers go into the settings.
std::optional<DebugVerdict> debug_is_on(const project::DjangoSettings& settings, const project::Supply& supply);

// The finding of env/debug-in-production about what systemd, Kubernetes or a Procfile starts.
std::optional<Finding> debug_of_workload(const Facts& facts, const project::WorkloadLoad& load);

}  // namespace megactl::checks::env_rules
