#pragma once

#include "core/project/compose.hpp"
#include "core/project/dockerfile.hpp"
#include "core/project/shell.hpp"
#include "core/project/supply.hpp"
#include "core/project/tree.hpp"

#include <set>
#include <string>
#include <vector>

namespace megactl::project {

// What a container of a service starts, as far as it can be told.
struct StartedCommands {
    // Of entry point and command; where those are scripts of the project, of the scripts.
    std::vector<ShellCommand> commands;
    std::set<std::string> exported;  // names that a script of the project sets on the way
    bool is_open = false;            // a script that can't be found may set anything
};

StartedCommands started_commands(const Tree& tree, const Dockerfile& dockerfile, std::size_t stage,
                                 const Service& service);

// Adds what Compose gives the container over what is there. Without the project's `.env`, whoever deploys supplies the
// names that it would hold: such values are there, and unknown.
void add_service_environment(const Service& service, bool has_dotenv, Supply& supply);

}  // namespace megactl::project
