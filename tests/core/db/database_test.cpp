#include "core/db/database.hpp"

#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace megactl::db {
namespace {

struct DatabaseTest : testing::Test {
    tests::Sandbox sandbox;
    std::filesystem::path file = sandbox.path() / "queue.db";

    Database with_table() const {
        Database database(file, Access::create);
        database.execute("CREATE TABLE item (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, content BLOB)");
        return database;
    }

    static std::int64_t count(Database& database) {
        Statement statement = database.prepare("SELECT count(*) FROM item");
        statement.step();
        return statement.integer(0);
    }
};

TEST_F(DatabaseTest, GivesBackWhatWasBound) {
    Database database = with_table();
    const std::string bytes("\0\xFF\x01", 3);
    Statement insert = database.prepare("INSERT INTO item (id, name, content) VALUES (?, ?, ?)");
    insert.bind(1, std::numeric_limits<std::int64_t>::max()).bind(2, "ä\nb").bind_blob(3, bytes).run();
    insert.bind(1, 2).bind(2, std::string_view()).bind_null(3).run();

    Statement select = database.prepare("SELECT id, name, content FROM item ORDER BY id DESC");
    ASSERT_TRUE(select.step());
    EXPECT_EQ(select.integer(0), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(select.text(1), "ä\nb");
    EXPECT_EQ(select.text(2), bytes);
    ASSERT_TRUE(select.step());
    EXPECT_EQ(select.optional_text(1), "");
    EXPECT_TRUE(select.is_null(2));
    EXPECT_EQ(select.optional_text(2), std::nullopt);
    EXPECT_FALSE(select.step());
    // And again from the start.
    EXPECT_TRUE(select.step());
}

TEST_F(DatabaseTest, KeepsANulWithinAText) {
    Database database = with_table();
    database.prepare("INSERT INTO item (name) VALUES (?)").bind(1, std::string_view("a\0b", 3)).run();
    Statement select = database.prepare("SELECT name FROM item");
    ASSERT_TRUE(select.step());
    EXPECT_EQ(select.text(0), std::string("a\0b", 3));
}

TEST_F(DatabaseTest, CopiesWhatIsBound) {
    Database database = with_table();
    Statement insert = database.prepare("INSERT INTO item (name) VALUES (?)");
    {
        std::string passing = "a text too long to lie within the string object itself";
        insert.bind(1, passing);
        passing.assign(passing.size(), '-');
    }
    insert.run();
    Statement select = database.prepare("SELECT name FROM item");
    ASSERT_TRUE(select.step());
    EXPECT_EQ(select.text(0), "a text too long to lie within the string object itself");
}

TEST_F(DatabaseTest, CountsIdsAndChanges) {
    Database database = with_table();
    Statement insert = database.prepare("INSERT INTO item (name) VALUES (?)");
    insert.bind(1, "a").run();
    insert.bind(1, "b").run();
    EXPECT_EQ(database.last_insert_id(), 2);
    database.execute("UPDATE item SET name = 'c'");
    EXPECT_EQ(database.changed_rows(), 2);
}

TEST_F(DatabaseTest, KnowsItsTables) {
    Database database = with_table();
    EXPECT_TRUE(database.has_table("item"));
    EXPECT_FALSE(database.has_table("item'"));
    EXPECT_FALSE(database.has_table("sqlite_autoindex_item_1"));
}

TEST_F(DatabaseTest, KnowsThatItsFileIsGone) {
    const Database database = with_table();
    EXPECT_FALSE(database.is_gone());
    std::filesystem::remove(file);
    EXPECT_TRUE(database.is_gone());
    with_table();
    EXPECT_TRUE(database.is_gone()) << "another file of that name is another file";
}

TEST_F(DatabaseTest, TakesAFileNameAsItIs) {
    for (const char* const name : {":memory:", "file:odd.db?mode=memory", "a%20b.db"}) {
        const std::filesystem::path odd = sandbox.path() / name;
        std::filesystem::current_path(sandbox.path());
        Database(name, Access::create).execute("CREATE TABLE t (x)");
        EXPECT_TRUE(std::filesystem::exists(odd)) << name;
        std::filesystem::current_path("/");
    }
}

TEST_F(DatabaseTest, IsNotChangedByReaders) {
    with_table();
    Database reader(file, Access::read);
    EXPECT_EQ(count(reader), 0);
    EXPECT_ANY_THROW(reader.execute("DELETE FROM item"));
}

TEST_F(DatabaseTest, KeepsATransactionThatWasCommitted) {
    Database database = with_table();
    {
        Transaction transaction(database);
        database.execute("INSERT INTO item (name) VALUES ('a')");
        transaction.commit();
    }
    EXPECT_EQ(count(database), 1);
}

TEST_F(DatabaseTest, RollsBackWhatWasNot) {
    Database database = with_table();
    {
        const Transaction transaction(database);
        database.execute("INSERT INTO item (name) VALUES ('a')");
    }
    EXPECT_EQ(count(database), 0);
    // And may begin another one.
    Transaction(database).commit();
}

TEST_F(DatabaseTest, WaitsAtTheBeginOfATransaction) {
    Database database = with_table();
    Database other(file, Access::write);
    other.wait_at_most(1);
    const Transaction writing(database);
    EXPECT_ANY_THROW(const Transaction refused(other));
    EXPECT_EQ(count(other), 0) << "reading goes on";
}

}  // namespace
}  // namespace megactl::db
