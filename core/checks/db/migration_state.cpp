#include "core/checks/db/migration_state.hpp"

#include "core/base/text.hpp"
#include "core/checks/db/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace megactl::checks {

std::string db_rules::told_in(Finding& finding, const std::vector<std::string>& names, const std::string& app) {
    constexpr std::size_t most_in_a_line = 3;
    std::vector<std::string> shown;
    shown.reserve(names.size());
    for (const std::string& name : names)
        shown.push_back(escape_controls(name));
    if (names.size() <= most_in_a_line) return fmt::format("{} of {}", join_words(shown), escape_controls(app));
    finding.seen.push_back(join_words(shown));
    return fmt::format("{} migrations of {}", names.size(), escape_controls(app));
}

report::Report judge_migrations(const MigrationState& state) {
    report::Report report;
    report.findings = db_rules::find_unapplied(state);
    std::ranges::move(db_rules::find_applied_but_missing(state), std::back_inserter(report.findings));
    report.rules = {db_rules::unapplied.id, db_rules::applied_but_missing.id};
    for (const project::AppMigrations& app : state.on_disk.apps)
        report.files += app.files.size();
    report::sort_by_severity(report.findings);
    return report;
}

}  // namespace megactl::checks
