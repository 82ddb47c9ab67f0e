#pragma once

#include "core/checks/rule.hpp"
#include "core/report/report.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace megactl::checks {

// Which rules to judge. Names are groups ("env") or ids ("env/unset-at-build").
struct Selection {
    std::vector<std::string> only;  // empty: all
    std::vector<std::string> skip;
    std::vector<std::string> allow;  // of the project: findings are set aside and counted
    Phase phase = Phase::any;
    std::optional<Release> rules;  // findings of newer rules are notes; nothing: no rule is new
};

// Throws Error{usage} for a name of `only` or `skip`, Error{input} for one of `allow`, that is no group and no rule;
// with the near one.
void require_known_names(const Selection& selection);

// Judges the selected rules that the facts' scope allows. Findings that a comment `# megactl: allow ID[,ID] [reason]`
// on their line or the line before sets aside, or the project does, are counted; the rest is sorted by severity.
report::Report judge(const Facts& facts, const Selection& selection);

}  // namespace megactl::checks
