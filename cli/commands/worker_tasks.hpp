#pragma once

#include "core/tasks/tasks.hpp"
#include "core/worker/task.hpp"

namespace megactl::cli {
class Context;
}

namespace megactl::cli::commands {

// What this worker can run: the tasks that megactl brings, and those of megactl.toml, which win. Throws Error{input}
// where one of the latter names a program, a file or a template that is not there.
worker::TaskRegistry known_tasks(Context& context, const tasks::TaskPlaces& places);

}  // namespace megactl::cli::commands
