#include "core/project/migrations.hpp"

#include "core/project/python_packages.hpp"
#include "core/project/settings_value.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace megactl::project {
namespace {

using Path = std::vector<std::string>;
using Expression = PythonExpression;
using Kind = SettingValue::Kind;

bool is_list(const Expression& expression) {
    return expression.kind == Expression::Kind::list || expression.kind == Expression::Kind::tuple;
}

// `[("shop", "0001_initial"), …]`; nothing where a part of it is no literal.
std::optional<std::vector<MigrationName>> names_in(const Expression& replaces) {
    if (!is_list(replaces)) return std::nullopt;
    std::vector<MigrationName> names;
    for (const Expression* item : replaces.items) {
        if (!is_list(*item) || item->items.size() != 2) return std::nullopt;
        auto app = scalar_literal(*item->items[0]);
        auto name = scalar_literal(*item->items[1]);
        if (!app || !name) return std::nullopt;
        names.push_back({*std::move(app), *std::move(name)});
    }
    return names;
}

// What a squashed migration replaces; nothing where that can't be told without running it.
std::optional<std::vector<MigrationName>> replaced_by(const PythonStatement& migration) {
    std::optional<std::vector<MigrationName>> names(std::in_place);
    for (const PythonBlock& block : migration.blocks) {
        for (const PythonStatement& statement : block.body) {
            const bool is_said = statement.kind == PythonStatement::Kind::assignment && statement.value != nullptr &&
                                 statement.targets.size() == 1 && statement.targets[0]->is_name("replaces");
            if (is_said) names = names_in(*statement.value);
        }
    }
    return names;
}

std::optional<std::vector<MigrationName>> replaced_in(ParsedModules& modules, const std::string& file) {
    const Source source = read_if_possible(modules.tree(), file);
    if (!source || source->text().find("replaces") == std::string_view::npos) return std::vector<MigrationName>();
    for (const PythonStatement& statement : modules.at(file).module.statements) {
        if (statement.kind == PythonStatement::Kind::type && statement.name == "Migration")
            return replaced_by(statement);
    }
    return std::vector<MigrationName>();
}

// As the loader of Django's migrations: modules, no packages, none that begins with `_` or `~`.
std::vector<MigrationFile> migrations_below(ParsedModules& modules, const std::string& folder,
                                            std::vector<std::string>& unclear) {
    constexpr std::string_view ending = ".py";
    std::vector<MigrationFile> files;
    for (const std::string& entry : modules.tree().list(folder)) {
        if (!entry.ends_with(ending) || entry.starts_with('_') || entry.starts_with('~')) continue;
        std::string file = joined_path(folder, entry);
        if (!modules.tree().is_file(file)) continue;
        auto replaces = replaced_in(modules, file);
        if (!replaces) unclear.push_back(file);
        files.push_back({.name = entry.substr(0, entry.size() - ending.size()),
                         .file = std::move(file),
                         .replaces = std::move(replaces).value_or(std::vector<MigrationName>())});
    }
    return files;
}

// Where the app's migrations are, as MIGRATION_MODULES has it; empty where it has none.
struct Home {
    std::string folder;
    std::string unseen_because;
};

Home home_of(const Tree& tree, const SettingValues& settings, const std::string& label, const std::string& app_folder,
             const Path& path) {
    const auto said = settings.find("MIGRATION_MODULES");
    if (said != settings.end() && said->second.kind != Kind::none) {
        const SettingValue* own = said->second.entry(label);
        const bool is_known = said->second.kind == Kind::mapping && !said->second.is_open;
        if (own == nullptr && !is_known) return {"", "MIGRATION_MODULES can't be told without running the settings"};
        if (own != nullptr && own->kind == Kind::none) return {};
        if (own != nullptr && own->kind != Kind::text)
            return {"", "its entry of MIGRATION_MODULES can't be told without running the settings"};
        if (own != nullptr) {
            const auto folder = package_folder(tree, own->text, path);
            return folder ? Home{*folder, ""} : Home{"", fmt::format("`{}` is not among the packages here", own->text)};
        }
    }
    return {joined_path(app_folder, "migrations"), ""};
}

}  // namespace

std::optional<Migrations> find_migrations(ParsedModules& modules, const SettingValues& settings, const Path& path) {
    Migrations found;
    const Tree& tree = modules.tree();
    const auto said = settings.find("INSTALLED_APPS");
    if (said == settings.end() || said->second.kind != Kind::sequence) return std::nullopt;
    if (said->second.is_open)
        found.unseen.emplace_back("INSTALLED_APPS may hold more apps than can be told without running the settings");
    for (const SettingValue& app : said->second.items) {
        if (app.kind != Kind::text) {
            found.unseen.emplace_back("an app of INSTALLED_APPS can't be told without running the settings");
            continue;
        }
        const auto folder = app_folder(tree, app.text, path);
        if (!folder) {
            found.unseen.push_back(fmt::format("{}: it is not among the packages here", app.text));
            continue;
        }
        std::string label = app_label(tree, app.text, path);
        const Home home = home_of(tree, settings, label, *folder, path);
        if (!home.unseen_because.empty()) found.unseen.push_back(fmt::format("{}: {}", app.text, home.unseen_because));
        // A folder that is no package is none to Django either.
        if (home.folder.empty() || !tree.is_file(joined_path(home.folder, "__init__.py"))) continue;
        std::vector<std::string> unclear;
        auto files = migrations_below(modules, home.folder, unclear);
        for (const std::string& file : unclear)
            found.unseen.push_back(
                fmt::format("{}: what `{}` replaces can't be told without running it", app.text, file));
        if (unclear.empty()) found.apps.push_back({std::move(label), home.folder, std::move(files)});
    }
    return found;
}

}  // namespace megactl::project
