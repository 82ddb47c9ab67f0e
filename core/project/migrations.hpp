#pragma once

#include "core/project/parsed_modules.hpp"
#include "core/project/setting_values.hpp"

#include <compare>
#include <optional>
#include <string>
#include <vector>

// The migrations of a project's apps, as Django's loader finds their files. No Python is run.
namespace megactl::project {

struct MigrationName {
    std::string app;  // its label
    std::string name;

    friend auto operator<=>(const MigrationName&, const MigrationName&) = default;
};

struct MigrationFile {
    std::string name;  // `0002_link_slug`
    std::string file;
    std::vector<MigrationName> replaces{};  // of a squashed one
};

struct AppMigrations {
    std::string label;
    std::string folder;
    std::vector<MigrationFile> files{};  // by name
};

struct Migrations {
    std::vector<AppMigrations> apps{};  // of INSTALLED_APPS, in its order, without those that have none
    // Apps whose migrations can't be told, and why: `shop.billing: it is not among the packages here`.
    std::vector<std::string> unseen{};
};

// `path` is what Python would import from: python_path(). Nothing where INSTALLED_APPS can't be told.
std::optional<Migrations> find_migrations(ParsedModules& modules, const SettingValues& settings,
                                          const std::vector<std::string>& path);

}  // namespace megactl::project
