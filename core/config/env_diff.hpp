#pragma once

#include "core/config/env_reader.hpp"

#include <string>
#include <vector>

namespace megactl::config {

// A name that two env files do not give the same. Pointers go into the files; null where one has no such name.
struct EnvDifference {
    std::string name;
    const EnvEntry* before = nullptr;
    const EnvEntry* after = nullptr;
};

// In the order of `before`, then what only `after` has; of a name that comes twice the last counts.
std::vector<EnvDifference> differences(const EnvFile& before, const EnvFile& after);

// A line of an env file that other readers understand otherwise.
struct EnvDisagreement {
    std::string name;  // empty where only the others see a name
    Span span;
    std::vector<EnvReader> others;
};

// The lines of `file`, read in `dialect`, of which other dialects make another name or value, or none; in order. What
// stands within a value of several lines is told at its first.
std::vector<EnvDisagreement> disagreements(const EnvFile& file, EnvReader dialect);

}  // namespace megactl::config
