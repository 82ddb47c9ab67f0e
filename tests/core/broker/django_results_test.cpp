// What is particular to results in a site's own database: the table that Django made, and what Celery prints into it.

#include "core/broker/django_results.hpp"

#include "core/base/error.hpp"
#include "core/db/database.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

namespace megactl::broker {
namespace {

using celery::State;
using celery::TaskResult;

// As django-celery-results 2.4 makes it.
constexpr const char* table = R"(
CREATE TABLE "django_celery_results_taskresult" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "task_id" varchar(255) NOT NULL UNIQUE,
    "status" varchar(50) NOT NULL, "content_type" varchar(128) NOT NULL, "content_encoding" varchar(64) NOT NULL,
    "result" text NULL, "date_done" datetime NOT NULL, "traceback" text NULL, "meta" text NULL, "task_args" text NULL,
    "task_kwargs" text NULL, "task_name" varchar(255) NULL, "worker" varchar(100) NULL,
    "date_created" datetime NOT NULL, "periodic_task_name" varchar(255) NULL);
)";

struct DjangoResultsTest : testing::Test {
    tests::Sandbox sandbox;
    std::filesystem::path file = sandbox.path() / "db.sqlite3";

    void lay(const std::string& rows = "") const { db::Database(file, db::Access::create).execute(table + rows); }
    std::unique_ptr<ResultBackend> open() const { return open_django_results(file); }
};

TEST_F(DjangoResultsTest, WantsTheTableThatDjangoMakes) {
    db::Database(file, db::Access::create).execute("CREATE TABLE other (id INTEGER)");
    try {
        open()->fetch("a");
        FAIL() << "nothing was thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::input);
        EXPECT_EQ(error.message(), "`" + file.string() + "` holds no results of django-celery-results");
    }
}

TEST_F(DjangoResultsTest, KeepsWhatIsStored) {
    lay();
    const auto results = open();
    results->ping();
    TaskResult result;
    result.id = "a";
    result.state = State::failure;
    result.result = celery::exception_object("ValueError", "no");
    result.children = R"([[["b", null], null]])";
    result.call = {.task = "reports.build", .args = R"(["may"])", .kwargs = "{}", .queue = "reports"};
    results->store(std::span(&result, 1));
    int seen = 0;
    open()->browse_failed([&](const TaskResult& kept) {
        EXPECT_EQ(kept.id, "a");
        EXPECT_EQ(kept.result, result.result);
        EXPECT_EQ(kept.children, result.children);
        EXPECT_TRUE(kept.date_done);
        EXPECT_EQ(kept.call.value_or(celery::KeptCall{}).args, R"(["may"])");
        return ++seen < 1;
    });
    EXPECT_EQ(seen, 1);

    result.state = State::retry;
    results->store(std::span(&result, 1));
    const auto waiting = results->fetch("a");
    ASSERT_TRUE(waiting);
    EXPECT_FALSE(waiting->date_done) << "Django dates every state";
    result.state = State::success;
    results->store(std::span(&result, 1));
    result.state = State::failure;
    results->store(std::span(&result, 1));
    EXPECT_EQ(results->fetch("a").value_or(TaskResult{}).state, State::success);
}

TEST_F(DjangoResultsTest, TakesNoPrintedFormForArguments) {
    lay("INSERT INTO django_celery_results_taskresult (task_id, status, content_type, content_encoding, result, "
        "date_done,"
        " date_created, meta, task_name, task_args, task_kwargs)"
        " VALUES ('a', 'FAILURE', 'application/x-python-serialize', 'binary', 'gASVAgAAAAAAAA==', '2026-11-30 "
        "10:00:00',"
        " '2026-11-30 10:00:00', 'none', 'reports.build', '\"(1,)\"', '\"{}\"')");
    const auto result = open()->fetch("a");
    ASSERT_TRUE(result && result->call);
    EXPECT_EQ(result->result, R"({"unreadable": "it is application/x-python-serialize"})");
    EXPECT_EQ(result->children, "[]");
    EXPECT_EQ(result->call->task, "reports.build");
    EXPECT_EQ(result->call->args, "");
    EXPECT_FALSE(open()->fetch("b"));
}

}  // namespace
}  // namespace megactl::broker
