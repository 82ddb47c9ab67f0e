#include "core/broker/sqlite_store.hpp"

#include "core/base/error.hpp"

#include <fmt/format.h>

namespace megactl::broker {

namespace fs = std::filesystem;

namespace {

std::string makers_of(const SqliteSchema& schema) {
    return fmt::format("{} makes one; or name another file", schema.makers);
}

bool is_there(const fs::path& file) {
    std::error_code unknown;
    // What can't be looked at is for the opening to complain about.
    return fs::exists(file, unknown) || unknown;
}

bool is_of_somebody_else(db::Database& database) {
    return database
        .prepare(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"
            " AND name NOT GLOB 'kombu_*' AND name NOT GLOB 'celery_*' AND name NOT GLOB 'megactl_*'")
        .step();
}

std::string journal_mode_of(db::Database& database, std::string_view pragma) {
    db::Statement ask = database.prepare(pragma);
    ask.step();
    return ask.text(0);
}

}  // namespace

db::Database open_sqlite_store(const fs::path& file, const SqliteSchema& schema, bool may_create) {
    if (!may_create && !is_there(file)) {
        throw Error(Error::Kind::input, fmt::format("there is no {} at `{}`", schema.noun, file.string()))
            .seen("no such file")
            .help(makers_of(schema));
    }
    db::Database database(file, may_create ? db::Access::create : db::Access::write);
    if (database.has_table(schema.table)) return database;
    if (!may_create) {
        throw Error(Error::Kind::input, fmt::format("`{}` holds no {}", file.string(), schema.noun))
            .seen(fmt::format("no table `{}`", schema.table))
            .help(makers_of(schema));
    }
    db::Transaction transaction(database);
    // Unless somebody else came first, who held the lock meanwhile.
    if (!database.has_table(schema.table)) database.execute(schema.tables);
    transaction.commit();
    return database;
}

bool allow_readers_beside_a_writer(db::Database& database) {
    if (journal_mode_of(database, "PRAGMA journal_mode") == "wal") return true;
    if (is_of_somebody_else(database)) return false;
    try {
        return journal_mode_of(database, "PRAGMA journal_mode = WAL") == "wal";
    } catch (const Error& error) {
        // Somebody is in the middle of it: the next one who opens it will manage.
        if (error.kind() == Error::Kind::service) return false;
        throw;
    }
}

}  // namespace megactl::broker
