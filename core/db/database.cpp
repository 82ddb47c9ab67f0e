#include "core/db/database.hpp"

#include "core/base/error.hpp"
#include "core/db/failure.hpp"
#include "core/os/file.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <chrono>
#include <stdexcept>

namespace megactl::db {

namespace fs = std::filesystem;

namespace {

// Whatever SQLite would not say well, or would hang on: a folder, a FIFO, nothing at all.
void check_is_file(const fs::path& file, Access access) {
    const auto status = os::status_of(file);
    if (!status && access != Access::create) {
        std::error_code ignored;
        if (!fs::exists(file, ignored) && !ignored) {
            throw Error(Error::Kind::input, fmt::format("there is no database `{}`", file.string()))
                .seen("no such file, and none is made here")
                .help(fmt::format("look for it: `ls -l {}`",
                                  file.has_parent_path() ? file.parent_path().string() : std::string(".")));
        }
    }
    if (status && status->kind != os::FileKind::regular) {
        throw Error(Error::Kind::input,
                    fmt::format("can't open `{}`: it is {}", file.string(), os::name_of(status->kind)))
            .help("name a file");
    }
}

int flags_of(Access access) {
    // One connection a thread: SQLite's own mutexes are not needed.
    constexpr int always = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    switch (access) {
        case Access::read: return always | SQLITE_OPEN_READONLY;
        case Access::write: return always | SQLITE_OPEN_READWRITE;
        case Access::create: break;
    }
    return always | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
}

}  // namespace

void Database::Closer::operator()(sqlite3* handle) const {
    // Also with statements left behind: they end as zombies then, never as dangling pointers.
    sqlite3_close_v2(handle);
}

Database::Database(const fs::path& file, Access access) : file_(file) {
    check_is_file(file, access);
    sqlite3* handle = nullptr;
    // Absolute: a file may be named `:memory:` or `file:…`, which SQLite reads in its own way.
    const int code = sqlite3_open_v2(fs::absolute(file).c_str(), &handle, flags_of(access), nullptr);
    handle_.reset(handle);
    if (handle == nullptr) throw std::bad_alloc();
    if (code != SQLITE_OK) throw failure_of(handle, file_);
    wait_at_most(std::chrono::milliseconds(std::chrono::seconds(5)).count());
    // Opening reads nothing; the first answer tells whether this is a database at all.
    execute("PRAGMA schema_version");
}

void Database::execute(const std::string& sql) {
    if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        throw failure_of(handle_.get(), file_);
}

Statement Database::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr) != SQLITE_OK)
        throw failure_of(handle_.get(), file_);
    if (statement == nullptr) throw std::logic_error("there is no statement in an empty text");
    return {*this, statement};
}

std::int64_t Database::last_insert_id() const {
    return sqlite3_last_insert_rowid(handle_.get());
}

std::int64_t Database::changed_rows() const {
    return sqlite3_changes64(handle_.get());
}

bool Database::has_table(std::string_view name) {
    Statement look = prepare("SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND name = ?");
    return look.bind(1, name).step();
}

bool Database::is_gone() const {
    int moved = 0;
    sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return moved != 0;
}

void Database::wait_at_most(std::int64_t milliseconds) {
    sqlite3_busy_timeout(handle_.get(), static_cast<int>(milliseconds));
}

Transaction::Transaction(Database& database) : database_(database) {
    database_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    if (!is_open_) return;
    try {
        database_.execute("ROLLBACK");
    } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch)
        // A full disk has rolled it back already.
    }
}

void Transaction::commit() {
    database_.execute("COMMIT");
    is_open_ = false;
}

}  // namespace megactl::db
