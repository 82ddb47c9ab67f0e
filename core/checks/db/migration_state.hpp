#pragma once

#include "core/checks/rule.hpp"
#include "core/project/migrations.hpp"
#include "core/report/report.hpp"

#include <string>
#include <vector>

// A project's migrations, held against those that a database has recorded.
namespace megactl::checks {

struct MigrationState {
    project::Migrations on_disk;
    std::vector<project::MigrationName> applied{};  // `django_migrations`, in the order of its rows
    std::string database;                           // as it may be shown
};

// `db/unapplied` and `db/applied-but-missing`. The same is unapplied here as `manage.py migrate` would still run.
report::Report judge_migrations(const MigrationState& state);

namespace db_rules {

Findings find_unapplied(const MigrationState& state);
Findings find_applied_but_missing(const MigrationState& state);

// `0002_title and 0003_notes of links`, or where they are many `7 migrations of links`, which `finding` then lists.
std::string told_in(Finding& finding, const std::vector<std::string>& names, const std::string& app);

}  // namespace db_rules
}  // namespace megactl::checks
