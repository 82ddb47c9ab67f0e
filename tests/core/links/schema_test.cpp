#include "core/links/schema.hpp"

#include "core/base/error.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace megactl::links {
namespace {

class Schema : public testing::Test {
protected:
    tests::Sandbox folder;
    db::Database database{folder.path() / "db.sqlite3", db::Access::create};

    std::vector<std::string> names(const MadeSchema& made, const std::string& app) {
        std::vector<std::string> found;
        for (const Migration& migration : made.migrations) {
            if (migration.app == app) found.push_back(migration.name);
        }
        return found;
    }
};

using Names = std::vector<std::string>;

TEST_F(Schema, MakesEveryTableOnce) {
    const MadeSchema made = make_schema(database, folder.path());
    for (const char* table : {"accounts_customuser", "links_link", "links_click", "django_session"}) {
        EXPECT_TRUE(database.has_table(table)) << table;
        EXPECT_EQ(std::ranges::count(made.tables, table), 1) << table;
    }
    EXPECT_EQ(names(made, "links"), Names{"0001_initial"});

    const MadeSchema again = make_schema(database, folder.path());
    EXPECT_TRUE(again.tables.empty());
    EXPECT_TRUE(again.migrations.empty());
}

TEST_F(Schema, RecordsTheProjectsOwnMigrations) {
    folder.write("links/migrations/__init__.py", "");
    folder.write("links/migrations/0002_click.py", "");
    folder.write("links/migrations/0001_initial.py", "");
    folder.write("links/migrations/notes.txt", "");
    const MadeSchema made = make_schema(database, folder.path());
    EXPECT_EQ(names(made, "links"), (Names{"0001_initial", "0002_click"}));
    EXPECT_EQ(names(made, "accounts"), Names{"0001_initial"});
}

TEST_F(Schema, KeepsWhatIsThere) {
    database.execute(
        "CREATE TABLE kombu_queue (id integer);"
        "CREATE TABLE django_session (session_key varchar(40) NOT NULL PRIMARY KEY, session_data text NOT "
        "NULL, expire_date datetime NOT NULL); INSERT INTO django_session VALUES ('k', 'd', '2026-11-24')");
    const MadeSchema made = make_schema(database, folder.path());
    EXPECT_EQ(std::ranges::count(made.tables, "django_session"), 0);
    EXPECT_TRUE(database.prepare("SELECT 1 FROM django_session").step());
}

TEST_F(Schema, LeavesToDjangoWhatDjangoHasBegun) {
    database.execute(
        "CREATE TABLE django_migrations (id integer, app text, name text, applied datetime);"
        "INSERT INTO django_migrations VALUES (1, 'auth', '0001_initial', '2026-11-24')");
    EXPECT_THROW(make_schema(database, folder.path()), Error);
    EXPECT_FALSE(database.has_table("links_link"));
}

}  // namespace
}  // namespace megactl::links
