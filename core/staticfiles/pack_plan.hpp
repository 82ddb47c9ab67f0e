#pragma once

#include "core/staticfiles/plan.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace megactl::staticfiles {

// Adds to a plan, hashed files and all, which of them get packed neighbours: those whose extension is none of
// `left_out`. The encodings in any order.
void plan_packing(CollectPlan& plan, std::vector<Encoding> encodings, std::span<const std::string_view> left_out);

// Leaves nothing in the root but what has a hashed name, and the manifest: the other files are not copied, and those
// that stand there are removed when all else is done.
void keep_only_hashed(CollectPlan& plan);

}  // namespace megactl::staticfiles
