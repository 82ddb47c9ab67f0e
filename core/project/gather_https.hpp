#pragma once

#include "core/project/facts.hpp"
#include "core/project/gather.hpp"
#include "core/project/tree.hpp"

namespace megactl::project {

// Fills `https_sites`: the services that import the settings, else, where no container runs the site, the process with
// the project's `.env` beneath. Needs `runtime_loads`, `settings`, `unseen` and `tls_pairs`.
void gather_https_sites(const Tree& tree, const Question& question, Facts& facts);

}  // namespace megactl::project
