#pragma once

#include "core/project/variables.hpp"

#include <functional>
#include <string>

namespace megactl::project {

// Calls `add` for every place that sets a variable in the Dockerfiles, the compose files and the env files that belong
// to `facts.service_filter`, or in all of them.
using PlaceVisitor = std::function<void(const std::string& name, VariableSet place)>;
void visit_places(const Facts& facts, const PlaceVisitor& add);

}  // namespace megactl::project
