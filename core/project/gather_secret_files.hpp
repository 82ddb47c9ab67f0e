#pragma once

#include "core/project/facts.hpp"
#include "core/project/tree.hpp"

namespace megactl::project {

// Which env files the images take in, those in the tree and those that the compose files want there, and which private
// keys.
void gather_secret_files(const Tree& tree, Facts& facts);

}  // namespace megactl::project
