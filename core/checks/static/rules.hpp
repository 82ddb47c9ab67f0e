#pragma once

#include "core/checks/rule.hpp"

// What `megactl static verify` finds: about files that were collected, which no Facts hold.
namespace megactl::checks::static_rules {

extern const Rule changed_file;
extern const Rule missing_entry;
extern const Rule missing_file;
extern const Rule missing_reference;
extern const Rule packed_differs;
extern const Rule packed_orphans;
extern const Rule stale_files;

}  // namespace megactl::checks::static_rules
