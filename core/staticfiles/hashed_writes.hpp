#pragma once

#include "core/staticfiles/django_release.hpp"
#include "core/staticfiles/plan.hpp"
#include "core/staticfiles/post_process.hpp"

#include <filesystem>
#include <vector>

namespace megactl::staticfiles {

// All files of a plan, those that are kept as well, in the order of their destinations' bytes.
std::vector<Transfer> collected_files(const CollectPlan& plan);

// Adds to the plan what the hashed files and their manifest need. One that stands in the root already, of that size or
// that text, stays; what `--clear` would delete is spared where it is written anew. Throws Error{input} where something
// that is no file stands in the way, or where it can't be told.
void plan_hashed_writes(CollectPlan& plan, std::vector<HashedFile> files, DjangoRelease release,
                        const std::filesystem::path& root);

}  // namespace megactl::staticfiles
