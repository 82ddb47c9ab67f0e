#include "core/base/error.hpp"
#include "core/tasks/tasks.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

namespace megactl::tasks {
namespace {

class CleanupTest : public testing::Test {
protected:
    worker::Outcome run() {
        const std::vector<celery::Message> messages(1);
        return cleanup_expired_tokens({.open_links = {},
                                       .open_database =
                                           [this] {
                                               return std::make_unique<db::Database>(folder.path() / "db.sqlite3",
                                                                                     db::Access::write);
                                           },
                                       .now = [] { return celery::Time(std::chrono::seconds(1'795'351'798)); }})
            .run(messages)
            .at(0);
    }

    tests::Sandbox folder;
};

TEST_F(CleanupTest, DeletesTheSessionsWhoseTimeIsOver) {
    db::Database database(folder.path() / "db.sqlite3", db::Access::create);
    database.execute(
        "CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY, session_data text, expire_date datetime);"
        "INSERT INTO django_session VALUES ('old', '', '2026-11-22 12:49:57.999999'), ('older', '', '2020-01-01 "
        "00:00:00'), ('young', '', '2026-11-22 12:49:59')");
    EXPECT_EQ(std::get<worker::Succeeded>(run()).value, "\"Cleanup completed: 2 expired sessions deleted\"");
    EXPECT_EQ(std::get<worker::Succeeded>(run()).value, "\"Cleanup completed: 0 expired sessions deleted\"");
    db::Statement rows = database.prepare("SELECT session_key FROM django_session");
    ASSERT_TRUE(rows.step());
    EXPECT_EQ(rows.text(0), "young");
}

TEST_F(CleanupTest, FailsWhereThereIsNoSuchTable) {
    { const db::Database database(folder.path() / "db.sqlite3", db::Access::create); }
    EXPECT_TRUE(std::holds_alternative<worker::Failed>(run()) || std::holds_alternative<worker::Retried>(run()));
}

}  // namespace
}  // namespace megactl::tasks
