#pragma once

#include "cli/command.hpp"

// The commands that look at variables and env files.
namespace megactl::cli::commands {

extern const Command env_diff;
extern const Command env_list;
extern const Command env_template;

}  // namespace megactl::cli::commands
