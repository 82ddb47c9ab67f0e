#pragma once

#include "core/checks/rule.hpp"

namespace megactl::checks::mounts_rules {

extern const Rule unlabelled;
extern const Rule hides_image_path;
extern const Rule label_too_wide;
extern const Rule source_missing;

}  // namespace megactl::checks::mounts_rules
