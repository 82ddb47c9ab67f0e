#pragma once

#include "core/project/facts.hpp"
#include "core/project/tree.hpp"

namespace megactl::project {

// Fills what the project says about variables outside settings and supplies: `read_elsewhere` from `$NAME` in
// Dockerfiles, compose files and shell scripts; `sample_names`, `has_dotenv`, `ignored_by_git`.
void gather_mentions(const Tree& tree, Facts& facts);

}  // namespace megactl::project
