#pragma once

#include "cli/context.hpp"
#include "core/project/compose.hpp"

namespace megactl::cli::commands {

// The compose files that Compose would take in the project's folder, as this caller's environment fills them in;
// without services where there are none. Throws Error{input} for one that can't be read.
project::Compose project_compose(const Context& context);

}  // namespace megactl::cli::commands
