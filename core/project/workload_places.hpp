#pragma once

#include "core/project/variable_places.hpp"

namespace megactl::project {

// Calls `add` for every variable that systemd, Kubernetes, a Procfile or a CI file sets.
void visit_workload_places(const Facts& facts, const PlaceVisitor& add);

}  // namespace megactl::project
