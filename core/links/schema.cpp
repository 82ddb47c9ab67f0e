#include "core/links/schema.hpp"

#include "core/base/error.hpp"
#include "core/links/django_time.hpp"
#include "core/links/schema_tables.hpp"
#include "core/links/user_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace megactl::links {

namespace fs = std::filesystem;

namespace {

// Of Django's own apps: the same from 3.2 to 6, as they have had no new ones since 3.0.
constexpr std::array django_contenttypes{"0001_initial", "0002_remove_content_type_name"};
constexpr std::array django_sessions{"0001_initial"};
constexpr std::array django_auth{
    "0001_initial",
    "0002_alter_permission_name_max_length",
    "0003_alter_user_email_max_length",
    "0004_alter_user_username_opts",
    "0005_alter_user_last_login_null",
    "0006_require_contenttypes_0002",
    "0007_alter_validators_add_error_messages",
    "0008_alter_user_username_max_length",
    "0009_alter_user_last_name_max_length",
    "0010_alter_group_name_max_length",
    "0011_update_proxy_permissions",
    "0012_alter_user_first_name_max_length",
};

// `0001_initial` of `0001_initial.py`; empty for what is no migration.
std::string migration_in(const fs::path& file) {
    const std::string name = file.stem().string();
    return file.extension() == ".py" && !name.starts_with('_') ? name : std::string();
}

// Those of the project's app, in order.
std::vector<Migration> migrations_of(const std::string& app, const fs::path& project) {
    std::vector<Migration> migrations;
    std::error_code ignored;  // no such folder: no migrations in it
    for (const auto& entry : fs::directory_iterator(project / app / "migrations", ignored)) {
        if (std::string name = migration_in(entry.path()); !name.empty()) migrations.push_back({app, std::move(name)});
    }
    if (migrations.empty()) migrations.push_back({app, "0001_initial"});
    std::ranges::sort(migrations, {}, &Migration::name);
    return migrations;
}

// In the order in which Django would have applied them.
std::vector<Migration> all_migrations(const fs::path& project) {
    std::vector<Migration> migrations;
    const auto add = [&](const char* app, std::span<const char* const> names) {
        std::ranges::transform(names, std::back_inserter(migrations), [&](const char* name) {
            return Migration{app, name};
        });
    };
    add("contenttypes", django_contenttypes);
    add("auth", django_auth);
    for (const char* app : {"accounts", "links"})
        std::ranges::move(migrations_of(app, project), std::back_inserter(migrations));
    add("sessions", django_sessions);
    return migrations;
}

bool has_begun_to_migrate(db::Database& database) {
    return database.has_table("django_migrations") && database.prepare("SELECT 1 FROM django_migrations").step();
}

std::vector<Migration> record(db::Database& database, std::vector<Migration> migrations) {
    const std::string now = django_time(present());
    db::Statement insert = database.prepare("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)");
    for (const Migration& migration : migrations)
        insert.bind(1, migration.app).bind(2, migration.name).bind(3, now).run();
    return migrations;
}

}  // namespace

MadeSchema make_schema(db::Database& database, const fs::path& project) {
    if (has_link_tables(database)) return {};
    db::Transaction transaction(database);
    // Again: another process may have been as quick.
    if (has_link_tables(database)) return {};
    if (has_begun_to_migrate(database)) {
        throw Error(Error::Kind::input,
                    fmt::format("`{}` is Django's, and has no tables of links yet", database.file().string()))
            .seen("django_migrations tells of applied migrations")
            .help("let Django make the rest: `python manage.py migrate`");
    }
    MadeSchema made;
    for (const TableText& table : schema_tables()) {
        if (database.has_table(table.name)) continue;
        database.execute(std::string(table.sql));
        made.tables.emplace_back(table.name);
    }
    made.migrations = record(database, all_migrations(project));
    transaction.commit();
    return made;
}

}  // namespace megactl::links
