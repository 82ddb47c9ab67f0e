#pragma once

#include "core/checks/rule.hpp"

// What `megactl db check` finds: a live database holds what it is about, and no Facts do.
namespace megactl::checks::db_rules {

extern const Rule applied_but_missing;
extern const Rule unapplied;

}  // namespace megactl::checks::db_rules
