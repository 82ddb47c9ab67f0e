#pragma once

#include "core/project/facts.hpp"
#include "core/project/gather.hpp"
#include "core/project/settings_module.hpp"
#include "core/project/tree.hpp"

namespace megactl::project {

// Fills `settings`, `build_loads` and `runtime_loads`: which commands import which settings module, and what they have.
// Needs `dockerfiles`, `compose` and `images`.
void gather_loads(const Tree& tree, const Question& question, ImportRoots& roots, Facts& facts);

}  // namespace megactl::project
