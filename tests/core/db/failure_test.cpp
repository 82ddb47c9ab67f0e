#include "core/base/error.hpp"
#include "core/db/database.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <functional>
#include <optional>

namespace megactl::db {
namespace {

namespace fs = std::filesystem;
using Kind = Error::Kind;

// What the call threw; every failure names the file and ends with a help.
Error failure_of(const fs::path& file, const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        EXPECT_NE(error.message().find('`' + file.string() + '`'), std::string::npos) << error.message();
        EXPECT_FALSE(error.details().empty() || error.details().back().name != "help") << error.message();
        return error;
    }
    ADD_FAILURE() << "nothing was thrown";
    return {Kind::usage, ""};
}

Error opening(const fs::path& file, Access access = Access::write) {
    return failure_of(file, [&] { const Database database(file, access); });
}

struct DatabaseFailure : testing::Test {
    tests::Sandbox sandbox;
    fs::path file = sandbox.path() / "queue.db";
};

TEST_F(DatabaseFailure, IsAFileThatIsNotThere) {
    for (const Access access : {Access::read, Access::write}) {
        const Error error = opening(file, access);
        EXPECT_EQ(error.kind(), Kind::input);
        EXPECT_EQ(error.message(), "there is no database `" + file.string() + "`");
        EXPECT_FALSE(fs::exists(file)) << "a look must not make it";
    }
}

TEST_F(DatabaseFailure, IsAFolderThatIsNotThere) {
    const Error error = opening(sandbox.path() / "no" / "queue.db", Access::create);
    EXPECT_EQ(error.kind(), Kind::input);
    EXPECT_NE(error.details().front().text.find("no such file or directory"), std::string::npos)
        << error.details().front().text;
}

TEST_F(DatabaseFailure, IsAFileOfSomethingElse) {
    sandbox.write("queue.db", "SECRET_KEY=not a database, and long enough to look at");
    const Error error = opening(file);
    EXPECT_EQ(error.kind(), Kind::input);
    EXPECT_EQ(error.message(), "`" + file.string() + "` is no SQLite database");
}

TEST_F(DatabaseFailure, IsAFolderOrAFifo) {
    EXPECT_EQ(opening(sandbox.path()).message(), "can't open `" + sandbox.path().string() + "`: it is a directory");
    ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);
    EXPECT_EQ(opening(file, Access::create).message(), "can't open `" + file.string() + "`: it is a FIFO");
}

TEST_F(DatabaseFailure, IsADamagedFile) {
    {
        Database database(file, Access::create);
        database.execute("CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT); CREATE INDEX by_name ON item (name)");
    }
    std::string content = sandbox.read("queue.db");
    content.replace(4096, 4096, 4096, '\x7F');
    sandbox.write("queue.db", content);

    Database database(file, Access::write);
    const Error error = failure_of(file, [&] { database.prepare("SELECT count(*) FROM item NOT INDEXED").step(); });
    EXPECT_EQ(error.kind(), Kind::input);
    EXPECT_EQ(error.message(), "`" + file.string() + "` is damaged");
}

TEST_F(DatabaseFailure, IsAFileThatMayNotBeRead) {
    Database(file, Access::create).execute("CREATE TABLE item (id)");
    fs::permissions(file, fs::perms::none);
    EXPECT_EQ(opening(file).kind(), Kind::input);
}

TEST_F(DatabaseFailure, IsALockThatIsHeldForTooLong) {
    Database database(file, Access::create);
    const Transaction writing(database);
    Database other(file, Access::write);
    other.wait_at_most(1);
    const Error error = failure_of(file, [&] { const Transaction refused(other); });
    EXPECT_EQ(error.kind(), Kind::service);
    EXPECT_EQ(error.message(), "`" + file.string() + "` is locked by another process for too long");
}

TEST_F(DatabaseFailure, IsAFullDisk) {
    Database database(file, Access::create);
    database.execute("CREATE TABLE item (content)");
    database.execute("PRAGMA max_page_count = 3");
    const Error error = failure_of(file, [&] {
        const Transaction transaction(database);
        database.execute("INSERT INTO item VALUES (zeroblob(100000))");
    });
    EXPECT_EQ(error.kind(), Kind::service);
    EXPECT_EQ(error.message(), "there is no space to write to `" + file.string() + "`");
    Transaction(database).commit();  // the failure left none open
}

TEST_F(DatabaseFailure, IsATableThatIsNotThere) {
    Database database(file, Access::create);
    const Error error = failure_of(file, [&] { database.prepare("SELECT 1 FROM links_link"); });
    EXPECT_EQ(error.kind(), Kind::input);
    EXPECT_EQ(error.message(), "`" + file.string() + "` refuses: no such table: links_link");
}

TEST_F(DatabaseFailure, IsAWriteByAReader) {
    Database(file, Access::create).execute("CREATE TABLE item (id)");
    Database reader(file, Access::read);
    const Error error = failure_of(file, [&] { reader.execute("DELETE FROM item"); });
    EXPECT_EQ(error.kind(), Kind::input);
    EXPECT_EQ(error.message(), "can't write to `" + file.string() + "`");
}

TEST_F(DatabaseFailure, LeavesAStatementUsable) {
    Database database(file, Access::create);
    database.execute("CREATE TABLE item (id INTEGER UNIQUE)");
    Statement insert = database.prepare("INSERT INTO item VALUES (?)");
    insert.bind(1, 7).run();
    failure_of(file, [&] { insert.bind(1, 7).run(); });
    insert.bind(1, 8).run();
    EXPECT_EQ(database.changed_rows(), 1);
}

}  // namespace
}  // namespace megactl::db
