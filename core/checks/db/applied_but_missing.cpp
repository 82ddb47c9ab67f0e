#include "core/base/text.hpp"
#include "core/checks/db/migration_state.hpp"
#include "core/checks/db/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace megactl::checks::db_rules {
namespace {

using project::AppMigrations;
using project::MigrationFile;
using project::MigrationName;

bool is_known(const AppMigrations& app, const MigrationState& state, const std::string& name) {
    const auto replaces_it = [&](const MigrationFile& file) {
        return std::ranges::find(file.replaces, MigrationName{app.label, name}) != file.replaces.end();
    };
    return std::ranges::find(app.files, name, &MigrationFile::name) != app.files.end() ||
           std::ranges::any_of(state.on_disk.apps, [&](const AppMigrations& other) {
               return std::ranges::any_of(other.files, replaces_it);
           });
}

// What the database has recorded of an app, parted by the last file that is there: what stands behind it was applied by
// newer code, what stands before it was squashed or tidied away.
struct Missing {
    std::vector<std::string> ahead;
    std::vector<std::string> behind;
};

Missing missing_of(const AppMigrations& app, const MigrationState& state) {
    Missing missing;
    for (const MigrationName& row : state.applied) {
        if (row.app != app.label) continue;
        if (is_known(app, state, row.name)) {
            std::ranges::move(missing.ahead, std::back_inserter(missing.behind));
            missing.ahead.clear();
        } else {
            missing.ahead.push_back(row.name);
        }
    }
    return missing;
}

Finding finding_about(const AppMigrations& app, const std::vector<std::string>& names, const MigrationState& state,
                      std::string_view end) {
    Finding finding;
    finding.rule = applied_but_missing.id;
    finding.headline =
        fmt::format("{} has applied {}, {}", escape_controls(state.database), told_in(finding, names, app.label), end);
    finding.file = app.folder;
    return finding;
}

}  // namespace

Findings find_applied_but_missing(const MigrationState& state) {
    Findings findings;
    for (const AppMigrations& app : state.on_disk.apps) {
        const Missing missing = missing_of(app, state);
        if (!missing.ahead.empty()) {
            findings.push_back(finding_about(app, missing.ahead, state, "which this code does not have"));
            findings.back().help.push_back(fmt::format(
                "deploy the code that brought it, or undo it with that code: `python manage.py migrate {} NAME`",
                escape_controls(app.label)));
            findings.back().help.emplace_back(
                "is this the right database, and is the image built from the right tree?");
        }
        if (!missing.behind.empty()) {
            findings.push_back(finding_about(app, missing.behind, state, "and their files are gone"));
            findings.back().severity = Severity::note;
            findings.back().help.push_back(
                fmt::format("where they were squashed: `python manage.py migrate {} --prune` forgets them",
                            escape_controls(app.label)));
        }
    }
    return findings;
}

constinit const Rule applied_but_missing{
    .id = "db/applied-but-missing",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::network,
    .summary = "the database has applied a migration that the code does not have",
    .why = R"(The tables are ahead of the code: an older image was deployed, a branch was switched, or this is another
site's database. A column that the code does not know and that must not be empty refuses every new row. Told by
`megactl db check`.

Migrations whose files went away while later ones stayed, as after a squash, are a note.)",
    .wrong = R"($ docker compose run --rm web python manage.py migrate   # of release 8
$ docker compose up --detach web                          # of release 7)",
    .right = R"($ docker compose run --rm web python manage.py migrate links 0007   # of release 8
$ docker compose up --detach web                                     # of release 7)",
    .fix = R"(Deploy the code that belongs to the tables, or take the migration back with the code that brought it.)",
};

}  // namespace megactl::checks::db_rules
