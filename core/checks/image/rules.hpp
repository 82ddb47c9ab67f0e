#pragma once

#include "core/checks/rule.hpp"

namespace megactl::checks::image_rules {

extern const Rule built_many_times;
extern const Rule never_built;
extern const Rule tag_built_differently;
extern const Rule ignore_only_at_root;
extern const Rule waits_without_healthcheck;
extern const Rule has_no_effect;

}  // namespace megactl::checks::image_rules
