#pragma once

#include "core/project/dockerfile.hpp"
#include "core/project/tree.hpp"

#include <string>

namespace megactl::project {

// The `.dockerignore` that holds for a build: the one beside the Dockerfile wins over the context's. Null without.
Source ignore_file_of(const Tree& tree, const Dockerfile& dockerfile);

// `file` (of the project) as the build context names it; empty where it lies outside.
std::string path_in_context(const Dockerfile& dockerfile, const std::string& file);

}  // namespace megactl::project
