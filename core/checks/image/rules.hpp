#pragma once

#include "core/checks/rule.hpp"

namespace megactl::checks::image_rules {

extern const Rule built_many_times;
extern const Rule tag_built_differently;
extern const Rule waits_without_healthcheck;

}  // namespace megactl::checks::image_rules
