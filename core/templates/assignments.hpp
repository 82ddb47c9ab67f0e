#pragma once

#include "core/templates/expression.hpp"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace megactl::templates {

using Assignments = std::vector<std::pair<std::string, Expression>>;

// `a=b c=d`, as far as the words are that.
Assignments parse_assignments(std::span<const Location> words);

// Their values, before any of the names is known.
Mapping values_of(const Assignments& assignments, Rendering& rendering);

}  // namespace megactl::templates
