#pragma once

#include "core/checks/rule.hpp"

namespace megactl::checks::image_rules {

extern const Rule built_many_times;

}  // namespace megactl::checks::image_rules
