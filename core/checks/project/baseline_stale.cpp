#include "core/base/text.hpp"
#include "core/checks/baseline.hpp"
#include "core/checks/project/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::checks {

using report::BaselineEntry;

std::vector<const BaselineEntry*> stale_entries(const report::Baseline& baseline,
                                                const std::vector<const BaselineEntry*>& unanswered,
                                                const report::Report& report, std::string_view mode) {
    if (baseline.mode != mode || baseline.scope != report.scope) return {};
    const auto is_judged = [&](std::string_view id) {
        const auto catalogue = rule_catalogue();
        return std::ranges::find(report.rules, id) != report.rules.end() ||
               std::ranges::find(catalogue, id, &Rule::id) == catalogue.end();
    };
    std::vector<const BaselineEntry*> stale;
    std::ranges::copy_if(unanswered, std::back_inserter(stale),
                         [&](const BaselineEntry* entry) { return is_judged(entry->rule); });
    return stale;
}

Finding stale_note(const report::Baseline& baseline, const BaselineEntry& entry) {
    Finding finding;
    finding.rule = project_rules::baseline_stale.id;
    finding.severity = Severity::note;
    finding.headline = fmt::format("the baseline names a finding of {} in {} that is gone", escape_controls(entry.rule),
                                   entry.file.empty() ? "the project" : escape_controls(entry.file));
    finding.primary = Label{{baseline.source, entry.span}, "no finding answers to it"};
    finding.help = {fmt::format("`megactl check --baseline {} --write-baseline` writes what stands now",
                                escape_controls(baseline.source->name()))};
    return finding;
}

namespace project_rules {

constinit const Rule baseline_stale{
    .id = "project/baseline-stale",
    .severity = {.production = Severity::note, .development = Severity::note},
    .phase = Phase::any,
    .need = Need::repo,
    .summary = "a baseline names a finding that is gone",
    .why = R"(A baseline sets aside what stood when it was written. An entry whose finding is gone does no harm
today, but it would hide the same fault if somebody brought it back. An entry is matched by rule, file
and the text of the line, so that a line which only moved stays known, and one that was changed speaks
again.)",
    .wrong = R"($ megactl check --baseline old.json
# … and its finding in the Dockerfile was mended a week ago)",
    .right = R"($ megactl check --baseline old.json --write-baseline
wrote 12 findings to old.json, 1 fewer than before)",
    .fix = R"(Write the baseline again, and look at its difference before committing it: it should only lose
lines.)",
};

}  // namespace project_rules
}  // namespace megactl::checks
