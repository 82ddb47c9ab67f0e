#include "core/db/database.hpp"
#include "core/db/failure.hpp"

#include <sqlite3.h>

namespace megactl::db {

namespace {

// What SQLite is to do with the bytes it gets: copy them.
const auto copied = SQLITE_TRANSIENT;  // NOLINT(performance-no-int-to-ptr)

// A null pointer would bind NULL where an empty text is meant.
const char* start_of(std::string_view bytes) {
    return bytes.data() == nullptr ? "" : bytes.data();
}

std::string bytes_of(const void* start, int count) {
    return count == 0 ? std::string() : std::string(static_cast<const char*>(start), static_cast<std::size_t>(count));
}

}  // namespace

void Statement::Finalizer::operator()(sqlite3_stmt* handle) const {
    sqlite3_finalize(handle);
}

void Statement::expect_ok(int code) const {
    if (code != SQLITE_OK) throw failure_of(sqlite3_db_handle(handle_.get()), database_->file());
}

Statement& Statement::bind(int place, std::int64_t number) {
    expect_ok(sqlite3_bind_int64(handle_.get(), place, number));
    return *this;
}

Statement& Statement::bind(int place, std::string_view text) {
    expect_ok(sqlite3_bind_text64(handle_.get(), place, start_of(text), text.size(), copied, SQLITE_UTF8));
    return *this;
}

Statement& Statement::bind_blob(int place, std::string_view bytes) {
    expect_ok(sqlite3_bind_blob64(handle_.get(), place, start_of(bytes), bytes.size(), copied));
    return *this;
}

Statement& Statement::bind_null(int place) {
    expect_ok(sqlite3_bind_null(handle_.get(), place));
    return *this;
}

bool Statement::step() {
    if (sqlite3_step(handle_.get()) == SQLITE_ROW) return true;
    expect_ok(sqlite3_reset(handle_.get()));  // which repeats the failure of the step
    return false;
}

void Statement::run() {
    while (step()) {
    }
}

void Statement::reset() {
    sqlite3_reset(handle_.get());
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(handle_.get(), column);
}

std::string Statement::text(int column) const {
    const void* const start = sqlite3_column_type(handle_.get(), column) == SQLITE_BLOB
                                  ? sqlite3_column_blob(handle_.get(), column)
                                  : sqlite3_column_text(handle_.get(), column);
    return bytes_of(start, sqlite3_column_bytes(handle_.get(), column));
}

std::optional<std::string> Statement::optional_text(int column) const {
    if (is_null(column)) return std::nullopt;
    return text(column);
}

}  // namespace megactl::db
