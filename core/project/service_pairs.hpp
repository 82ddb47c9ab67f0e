#pragma once

#include "core/project/facts.hpp"
#include "core/project/gather.hpp"
#include "core/project/tree.hpp"

#include <vector>

namespace megactl::project {

// The certificate and key of each service of the compose files that is given them, be its settings known or not: a
// server speaks TLS with them whatever it serves. Needs `runtime_loads`.
std::vector<TlsPair> service_pairs(const Tree& tree, const Question& question, const Facts& facts);

}  // namespace megactl::project
