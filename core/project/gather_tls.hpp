#pragma once

#include "core/project/facts.hpp"
#include "core/project/gather.hpp"
#include "core/project/tree.hpp"

namespace megactl::project {

// Fills `tls_pairs`: the certificate and key of the command line, else of the process, else of each service and
// each container of Kubernetes that is given them, be its settings known or not, else of the project's `.env`. Needs
// `runtime_loads` and `workload_loads`.
void gather_tls_pairs(const Tree& tree, const Question& question, Facts& facts);

}  // namespace megactl::project
