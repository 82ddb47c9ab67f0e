#pragma once

#include "core/checks/rule.hpp"

namespace megactl::checks::mounts_rules {

extern const Rule unlabelled;
extern const Rule hides_image_path;

}  // namespace megactl::checks::mounts_rules
