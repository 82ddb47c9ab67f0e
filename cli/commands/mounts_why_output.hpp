#pragma once

#include "core/project/reach.hpp"

#include <string>
#include <vector>

namespace megactl::cli::commands {

// What `megactl mounts why` has to say, however it is shown.
struct ReachAnswer {
    const project::Reach& reach;
    bool writes = false;
    bool is_allowed = false;
    std::vector<std::string> ways_out{};
};

// One JSON document; its keys are told in megactl-mounts-why(1).
std::string reach_json(const ReachAnswer& answer);

// What can be done about a denial, on the host and in the compose file.
std::vector<std::string> ways_out(const project::Reach& reach);

}  // namespace megactl::cli::commands
