#pragma once

#include "core/staticfiles/apply.hpp"
#include "core/staticfiles/plan.hpp"
#include "core/staticfiles/root_folder.hpp"

namespace megactl::staticfiles {

// Writes the packed neighbours of the files of the plan, which stand in the root, on the threads of `options`. Files of
// the same content are packed once, and not at all those whose neighbours have their very time, which they get when
// they are written. What was packed from an older content and is not worth it now is removed. A part of all after a
// stop. Throws Error{input}.
Packed pack_files(const PackPlan& plan, const RootFolder& root, const ApplyOptions& options, Progress& progress);

}  // namespace megactl::staticfiles
