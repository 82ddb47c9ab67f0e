#pragma once

#include "core/base/source.hpp"
#include "core/project/dockerfile.hpp"
#include "core/project/workload.hpp"

#include <vector>

namespace megactl::project {

// The processes of a Procfile. Each has what it sets for itself and what the platform gives it, of which nothing is
// known: so every supply is open.
struct Procfile {
    std::vector<Workload> processes;
    std::vector<Misunderstanding> misunderstood;
};

// Linear, never fails.
Procfile parse_procfile(const Source& source);

}  // namespace megactl::project
