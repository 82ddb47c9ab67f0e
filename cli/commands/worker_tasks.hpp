#pragma once

#include "core/tasks/tasks.hpp"
#include "core/worker/task.hpp"

namespace megactl::cli {
class Context;
}

namespace megactl::cli::commands {

// What this worker can run: the tasks that megactl brings, and those of megactl.toml, which win. Throws Error{input}
// where one of them names a program or a file that is not there.
worker::TaskRegistry known_tasks(const Context& context, const tasks::TaskPlaces& places);

}  // namespace megactl::cli::commands
