#pragma once

#include "core/checks/rule.hpp"

namespace megactl::checks::mounts_rules {

extern const Rule unlabelled;
extern const Rule hides_image_path;
extern const Rule label_too_wide;
extern const Rule source_missing;
extern const Rule not_writable;
extern const Rule foreign_owner;
extern const Rule volume_keeps_old_files;

}  // namespace megactl::checks::mounts_rules
