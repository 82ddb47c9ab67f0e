#include "core/project/migrations.hpp"

#include "tests/core/project/text_tree.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace megactl::project {
namespace {

// The apps with their migrations, a line each; what can't be told behind `?`.
std::string found(const std::map<std::string, std::string>& files) {
    const tests::TextTree tree(files);
    ParsedModules modules(tree);
    const SettingValues settings = setting_values(modules, "settings.py", {""}, {});
    std::string text;
    const auto migrations = find_migrations(modules, settings, {"", "packages"});
    if (!migrations) return "no apps";
    for (const AppMigrations& app : migrations->apps) {
        text += app.label + ":";
        for (const MigrationFile& file : app.files) {
            text += " " + file.name;
            for (const MigrationName& replaced : file.replaces)
                text += fmt::format(" ({} {})", replaced.app, replaced.name);
        }
        text += "\n";
    }
    for (const std::string& unseen : migrations->unseen)
        text += fmt::format("? {}\n", unseen);
    return text;
}

TEST(Migrations, AreTheModulesOfAnAppsMigrations) {
    EXPECT_EQ(found({{"settings.py", "INSTALLED_APPS = ['shop', 'packages_app', 'bare']"},
                     {"shop/__init__.py", ""},
                     {"shop/migrations/__init__.py", ""},
                     {"shop/migrations/0002_more.py", "class Migration: pass"},
                     {"shop/migrations/0001_initial.py", "class Migration: pass"},
                     {"shop/migrations/_helpers.py", ""},
                     {"shop/migrations/~0003_backup.py", ""},
                     {"shop/migrations/notes.txt", ""},
                     {"shop/migrations/sql/__init__.py", ""},
                     {"packages/packages_app/__init__.py", ""},
                     {"packages/packages_app/migrations/__init__.py", ""},
                     {"packages/packages_app/migrations/0001_initial.py", ""},
                     {"bare/__init__.py", ""},
                     {"bare/migrations/0001_initial.py", "no package, so no migration"}}),
              "shop: 0001_initial 0002_more\npackages_app: 0001_initial\n");
}

TEST(Migrations, BelongToTheLabelOfTheirApp) {
    const std::map<std::string, std::string> apps{
        {"settings.py", "INSTALLED_APPS = ['a.shop', 'b.apps.Named', 'c']"},
        {"a/shop/__init__.py", ""},
        {"a/shop/apps.py", "class ShopConfig(AppConfig):\n    name = 'a.shop'\n    label = 'a_shop'\n"},
        {"a/shop/migrations/__init__.py", ""},
        {"b/__init__.py", ""},
        {"b/apps.py",
         "class Other(AppConfig):\n    name = 'b'\n    label = 'other'\n"
         "class Named(AppConfig):\n    name = 'b'\n    label = 'named'\n"},
        {"b/migrations/__init__.py", ""},
        {"c/__init__.py", ""},
        {"c/apps.py",
         "class Plain(AppConfig):\n    name = 'c'\n"
         "class Chosen(AppConfig):\n    name = 'c'\n    label = 'chosen'\n    default = True\n"},
        {"c/migrations/__init__.py", ""},
    };
    EXPECT_EQ(found(apps), "a_shop:\nnamed:\nchosen:\n");
}

TEST(Migrations, SayWhatASquashedOneReplaces) {
    EXPECT_EQ(found({{"settings.py", "INSTALLED_APPS = ['shop']"},
                     {"shop/__init__.py", ""},
                     {"shop/migrations/__init__.py", ""},
                     {"shop/migrations/0001_squashed_0002.py",
                      "class Migration(migrations.Migration):\n"
                      "    replaces = [('shop', '0001_initial'), ('shop', '0002_more')]\n"}}),
              "shop: 0001_squashed_0002 (shop 0001_initial) (shop 0002_more)\n");
}

TEST(Migrations, LieWhereMigrationModulesSays) {
    EXPECT_EQ(found({{"settings.py",
                      "INSTALLED_APPS = ['shop', 'cart', 'pay']\n"
                      "MIGRATION_MODULES = {'shop': 'moved.shop', 'cart': None, 'pay': 'gone.pay'}"},
                     {"shop/__init__.py", ""},
                     {"shop/migrations/__init__.py", ""},
                     {"shop/migrations/0001_initial.py", ""},
                     {"cart/__init__.py", ""},
                     {"cart/migrations/__init__.py", ""},
                     {"pay/__init__.py", ""},
                     {"moved/shop/__init__.py", ""},
                     {"moved/shop/0001_moved.py", ""}}),
              "shop: 0001_moved\n? pay: `gone.pay` is not among the packages here\n");
}

TEST(Migrations, SayWhatTheyCannotTell) {
    EXPECT_EQ(found({{"settings.py", "INSTALLED_APPS = ['shop', 'absent', chosen()]"},
                     {"shop/__init__.py", ""},
                     {"shop/migrations/__init__.py", ""},
                     {"shop/migrations/0001_all.py", "class Migration(M):\n    replaces = older()\n"}}),
              "? shop: what `shop/migrations/0001_all.py` replaces can't be told without running it\n"
              "? absent: it is not among the packages here\n"
              "? an app of INSTALLED_APPS can't be told without running the settings\n");
    EXPECT_EQ(found({{"settings.py", "INSTALLED_APPS = apps()"}}), "no apps");
}

}  // namespace
}  // namespace megactl::project
