#pragma once

#include "core/project/facts.hpp"

#include <vector>

namespace megactl::project {

// The certificate and key of each container of Kubernetes that is given them. Their files are opened where they are
// keys of a Secret or a ConfigMap of the tree. Needs `workload_loads`.
std::vector<TlsPair> workload_pairs(const Facts& facts);

}  // namespace megactl::project
