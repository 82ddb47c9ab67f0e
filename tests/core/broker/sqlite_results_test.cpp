// What is particular to results in a SQLite file: Celery's table, its pickles, and the end of their time.

#include "core/broker/sqlite_results.hpp"

#include "core/base/error.hpp"
#include "core/db/database.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

namespace megactl::broker {
namespace {

using celery::State;
using celery::TaskResult;
using namespace std::chrono_literals;

struct SqliteResultsTest : testing::Test {
    tests::Sandbox sandbox;
    std::filesystem::path file = sandbox.path() / "results.db";

    std::unique_ptr<ResultBackend> open(bool may_create = true, std::chrono::seconds expires = 24h) const {
        TransportOptions options;
        options.result_expires = expires;
        options.may_create = may_create;
        return open_sqlite_results(file, options);
    }

    db::Database sql(db::Access access = db::Access::write) const { return {file, access}; }

    static void store(ResultBackend& results, const std::string& id, std::chrono::seconds age = 0s) {
        TaskResult result;
        result.id = id;
        result.state = State::success;
        result.result = "3";
        result.date_done = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()) - age;
        results.store(std::vector{result});
    }

    static std::int64_t count(db::Database& database) {
        db::Statement ask = database.prepare("SELECT count(*) FROM celery_taskmeta");
        ask.step();
        return ask.integer(0);
    }
};

TEST_F(SqliteResultsTest, AreNotMadeByWhoOnlyAsks) {
    try {
        open(false)->fetch("a");
        FAIL() << "nothing was thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::input);
        EXPECT_EQ(error.message(), "there is no store of results at `" + file.string() + "`");
    }
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(SqliteResultsTest, AreWrittenAsCeleryWritesThem) {
    TaskResult result;
    result.id = "a";
    result.state = State::failure;
    result.result = "[3]";
    result.traceback = "Traceback";
    result.date_done = celery::Time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + 12h + 51min + 22s + 7us);
    open(true, 0s)->store(std::vector{result});
    db::Database database = sql();
    db::Statement row = database.prepare(
        "SELECT status, typeof(result), hex(result), date_done, traceback FROM celery_taskmeta WHERE task_id = 'a'");
    ASSERT_TRUE(row.step());
    EXPECT_EQ(row.text(0), "FAILURE");
    EXPECT_EQ(row.text(1), "blob");
    EXPECT_EQ(row.text(2), "80025D284B03652E");
    EXPECT_EQ(row.text(3), "2026-11-22 12:51:22.000007");
    EXPECT_EQ(row.text(4), "Traceback");
    const auto again = open(false, 0s)->fetch("a");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->date_done, result.date_done);
    EXPECT_EQ(again->traceback, "Traceback");
}

TEST_F(SqliteResultsTest, HaveNoDateBeforeTheyAreReady) {
    TaskResult result;
    result.id = "a";
    result.state = State::started;
    const auto results = open();
    results->store(std::vector{result});
    EXPECT_EQ(results->fetch("a")->state, State::started);
    EXPECT_EQ(results->fetch("a")->date_done, std::nullopt);
}

TEST_F(SqliteResultsTest, FitIntoATableOfAnOldCelery) {
    sql(db::Access::create)
        .execute(
            "CREATE TABLE celery_taskmeta (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, task_id VARCHAR(155),"
            " status VARCHAR(50), result BLOB, date_done DATETIME, traceback TEXT, UNIQUE (task_id))");
    const auto results = open(false);
    store(*results, "a");
    EXPECT_EQ(results->fetch("a")->result, "3");
}

TEST_F(SqliteResultsTest, TellTheStateWhereTheValueIsNoData) {
    const auto results = open();
    store(*results, "a");
    sql().execute("UPDATE celery_taskmeta SET result = CAST('cdecimal' || char(10) || 'Decimal' || char(10) AS BLOB)");
    const auto result = results->fetch("a");
    ASSERT_TRUE(result);
    EXPECT_EQ(result->state, State::success);
    EXPECT_EQ(result->result, R"({"unreadable": "it is an object of Python's `decimal.Decimal`"})");
}

TEST_F(SqliteResultsTest, AreGoneAfterTheirTime) {
    const auto keeping = open(true, 0s);
    store(*keeping, "old", 25h);
    const auto results = open();
    EXPECT_FALSE(results->fetch("old"));
    EXPECT_TRUE(keeping->fetch("old")) << "zero keeps for ever";
    store(*results, "new");
    db::Database database = sql();
    EXPECT_EQ(count(database), 1) << "a store removes in passing what is over";
    EXPECT_TRUE(results->fetch("new"));
}

}  // namespace
}  // namespace megactl::broker
