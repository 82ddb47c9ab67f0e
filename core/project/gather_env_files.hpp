#pragma once

#include "core/project/facts.hpp"
#include "core/project/tree.hpp"

namespace megactl::project {

// Which env files the images take in: those in the tree, and those that the compose files and the settings want there.
void gather_env_files(const Tree& tree, Facts& facts);

}  // namespace megactl::project
