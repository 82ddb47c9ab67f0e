#pragma once

#include "core/staticfiles/mount_lookup.hpp"

namespace megactl::cli {

class Context;

namespace commands {

// Tells of a folder that can't be written which line of the compose file mounts it. `context` must outlive it.
staticfiles::MountLookup mount_lookup(const Context& context);

}  // namespace commands

}  // namespace megactl::cli
