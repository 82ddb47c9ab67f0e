#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace megactl::db {

class Statement;

enum class Access {
    read,    // an existing file, never changed
    write,   // an existing file
    create,  // made where it is missing, its folder is not
};

// A connection to a SQLite file: one thread at a time, waits up to five seconds for other writers.
//
// What SQLite refuses is thrown: Error{service} where the database is busy, locked or gone, Error{input} where the file
// can't be opened or is no database; each names the file.
class Database {
public:
    Database(const std::filesystem::path& file, Access access);

    const std::filesystem::path& file() const { return file_; }

    // One or several statements without answers or parameters.
    void execute(const std::string& sql);
    Statement prepare(std::string_view sql);

    std::int64_t last_insert_id() const;
    std::int64_t changed_rows() const;  // by the last statement
    bool has_table(std::string_view name);
    // Renamed or removed since it was opened: what is written now, nobody else will see.
    bool is_gone() const;

    // The time of waiting for others; five seconds from the start.
    void wait_at_most(std::int64_t milliseconds);

private:
    friend class Statement;
    struct Closer {
        void operator()(sqlite3* handle) const;
    };

    std::filesystem::path file_;
    std::unique_ptr<sqlite3, Closer> handle_;
};

// A prepared statement, with its parameters counted from 1 and its columns from 0. Ends before its Database, which is
// not moved meanwhile.
class Statement {
public:
    Statement& bind(int place, std::int64_t number);
    Statement& bind(int place, std::string_view text);  // copied
    Statement& bind_blob(int place, std::string_view bytes);
    Statement& bind_null(int place);

    // Steps to the next row; false when there is none, and then the statement may be bound and stepped again.
    bool step();
    // Runs to the end, and may be bound and run again.
    void run();
    // Forgets the row it stands on, so that it may be bound and stepped again.
    void reset();

    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    std::string text(int column) const;  // of a blob: its bytes
    std::optional<std::string> optional_text(int column) const;

private:
    friend class Database;
    struct Finalizer {
        void operator()(sqlite3_stmt* handle) const;
    };
    Statement(Database& database, sqlite3_stmt* handle) : database_(&database), handle_(handle) {}
    void expect_ok(int code) const;

    Database* database_;
    std::unique_ptr<sqlite3_stmt, Finalizer> handle_;
};

// Rolls back with its end unless it was committed. `BEGIN IMMEDIATE`: a writer waits at its begin and never in its
// middle, where SQLite would refuse at once.
class Transaction {
public:
    explicit Transaction(Database& database);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();

    void commit();

private:
    Database& database_;
    bool is_open_ = true;
};

}  // namespace megactl::db
