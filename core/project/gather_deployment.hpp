#pragma once

#include "core/project/gather.hpp"

namespace megactl::project {

// What `gather` begins with, for whoever asks about containers alone: compose files, Dockerfiles, and which image each
// service runs. Reads nothing but the files that these name.
Facts gather_deployment(const Tree& tree, const Question& question);

}  // namespace megactl::project
