#pragma once

#include "core/project/compose.hpp"
#include "core/project/dockerfile.hpp"
#include "core/project/supply.hpp"
#include "core/project/tree.hpp"

#include <cstddef>

namespace megactl::project {

// Adds the variables that the settings read by themselves from env files (`read_env`, `load_dotenv`), where such a file
// is in the image at that point. A file that may be there and can't be seen opens the supply.
void add_env_files_at_build(const Tree& tree, const Dockerfile& dockerfile, std::size_t stage, std::size_t instruction,
                            const DjangoSettings& settings, Supply& supply);

// The same for a container of a service: what is copied into its image, or mounted over it.
void add_env_files_at_start(const Tree& tree, const Dockerfile& dockerfile, std::size_t stage, const Service& service,
                            const DjangoSettings& settings, Supply& supply);

// The same for a process that runs here.
void add_env_files_here(const Tree& tree, const DjangoSettings& settings, Supply& supply);

}  // namespace megactl::project
