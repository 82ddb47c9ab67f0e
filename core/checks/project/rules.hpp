#pragma once

#include "core/checks/rule.hpp"

// Not `checks::project`: that is the room of facts.
namespace megactl::checks::project_rules {

extern const Rule baseline_stale;
extern const Rule not_looked_at;
extern const Rule unparsable;

}  // namespace megactl::checks::project_rules
