#pragma once

#include "core/checks/rule.hpp"
#include "core/report/baseline.hpp"

#include <string_view>
#include <vector>

namespace megactl::checks {

// Those of `unanswered` (report::set_aside) that are stale for certain: `report` judged their rule, in the mode and
// scope that the baseline was written in, or the rule is no more.
std::vector<const report::BaselineEntry*> stale_entries(const report::Baseline& baseline,
                                                        const std::vector<const report::BaselineEntry*>& unanswered,
                                                        const report::Report& report, std::string_view mode);

// The note `project/baseline-stale` about an entry of `baseline`.
Finding stale_note(const report::Baseline& baseline, const report::BaselineEntry& entry);

}  // namespace megactl::checks
