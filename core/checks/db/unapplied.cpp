#include "core/base/text.hpp"
#include "core/checks/db/migration_state.hpp"
#include "core/checks/db/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <set>

namespace megactl::checks::db_rules {
namespace {

using project::AppMigrations;
using project::MigrationFile;
using project::MigrationName;

// Which of the files `migrate` would still run, as Django's loader settles squashed migrations: where all of those that
// one replaces are applied, or none is, it stands for them; where some are, they still run by themselves. Its own row
// counts for nothing.
class Plan {
public:
    explicit Plan(const MigrationState& state) : applied_(state.applied.begin(), state.applied.end()) {
        for (const AppMigrations& app : state.on_disk.apps) {
            for (const MigrationFile& file : app.files) {
                const auto applied = static_cast<std::size_t>(std::ranges::count_if(
                    file.replaces, [this](const MigrationName& name) { return applied_.contains(name); }));
                if (applied == 0 || applied == file.replaces.size())
                    replaced_.insert(file.replaces.begin(), file.replaces.end());
            }
        }
    }

    bool wants(const std::string& app, const MigrationFile& file) const {
        if (replaced_.contains({app, file.name})) return false;
        if (file.replaces.empty()) return !applied_.contains({app, file.name});
        return std::ranges::none_of(file.replaces, [this](const auto& name) { return applied_.contains(name); });
    }

private:
    std::set<MigrationName> applied_;
    std::set<MigrationName> replaced_;  // by one that stands for them
};

Finding finding_about(const AppMigrations& app, const std::vector<const MigrationFile*>& waiting,
                      const MigrationState& state) {
    std::vector<std::string> names;
    names.reserve(waiting.size());
    for (const MigrationFile* file : waiting)
        names.push_back(file->name);
    Finding finding;
    finding.rule = unapplied.id;
    finding.headline = fmt::format("{} {} not applied to {}", told_in(finding, names, app.label),
                                   names.size() == 1 ? "is" : "are", escape_controls(state.database));
    finding.file = waiting.front()->file;
    finding.help.push_back(fmt::format("`python manage.py migrate {}`", escape_controls(app.label)));
    return finding;
}

}  // namespace

Findings find_unapplied(const MigrationState& state) {
    const Plan plan(state);
    Findings findings;
    for (const AppMigrations& app : state.on_disk.apps) {
        std::vector<const MigrationFile*> waiting;
        for (const MigrationFile& file : app.files) {
            if (plan.wants(app.label, file)) waiting.push_back(&file);
        }
        if (!waiting.empty()) findings.push_back(finding_about(app, waiting, state));
    }
    return findings;
}

constinit const Rule unapplied{
    .id = "db/unapplied",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::network,
    .summary = "a migration of the project is not applied to its database",
    .why = R"(The code was written for tables that the database does not have yet: the first request that touches a new
column answers 500, and only that one, so a deployment may look well for hours. Told by `megactl db check`, which
reads the files of `migrations/` and the table `django_migrations`, and runs no Python.

A squashed migration stands for those that it replaces, as Django has it.)",
    .wrong = R"($ docker compose up --detach web)",
    .right = R"($ docker compose run --rm web python manage.py migrate --noinput
$ docker compose up --detach web)",
    .fix = R"(Run `python manage.py migrate` ahead of the new code, and `megactl db check` between the two.)",
};

}  // namespace megactl::checks::db_rules
