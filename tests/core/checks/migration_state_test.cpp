#include "core/checks/db/migration_state.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace megactl::checks {
namespace {

using project::MigrationFile;

// What is said of an app `shop` with these files, of which these are applied.
std::string judged(std::vector<MigrationFile> files, const std::vector<std::string>& applied) {
    MigrationState state{
        .on_disk = {.apps = {{.label = "shop", .folder = "shop/migrations", .files = std::move(files)}}},
        .database = "db.sqlite3"};
    for (const std::string& name : applied)
        state.applied.push_back({"shop", name});
    state.applied.push_back({"long_gone", "0001_initial"});  // of an app that is not installed any more
    std::string text;
    for (const Finding& finding : judge_migrations(state).findings) {
        text += fmt::format("{}: {}\n", name_of(finding.severity), finding.headline);
        for (const std::string& seen : finding.seen)
            text += fmt::format("  {}\n", seen);
    }
    return text;
}

MigrationFile file(const std::string& name, const std::vector<std::string>& replaces = {}) {
    MigrationFile migration{.name = name, .file = fmt::format("shop/migrations/{}.py", name)};
    for (const std::string& replaced : replaces)
        migration.replaces.push_back({"shop", replaced});
    return migration;
}

TEST(MigrationState, IsFineWhereBothHaveTheSame) {
    EXPECT_EQ(judged({file("0001"), file("0002")}, {"0001", "0002"}), "");
}

TEST(MigrationState, NamesWhatIsNotApplied) {
    EXPECT_EQ(judged({file("0001"), file("0002"), file("0003")}, {"0001"}),
              "error: 0002 and 0003 of shop are not applied to db.sqlite3\n");
    EXPECT_EQ(judged({file("0001")}, {}), "error: 0001 of shop is not applied to db.sqlite3\n");
}

TEST(MigrationState, ListsManyBelow) {
    EXPECT_EQ(judged({file("0001"), file("0002"), file("0003"), file("0004")}, {}),
              "error: 4 migrations of shop are not applied to db.sqlite3\n  0001, 0002, 0003 and 0004\n");
}

TEST(MigrationState, TellsTablesThatAreAheadFromFilesThatWereTidiedAway) {
    EXPECT_EQ(judged({file("0001")}, {"0001", "0002"}),
              "error: db.sqlite3 has applied 0002 of shop, which this code does not have\n");
    EXPECT_EQ(judged({file("0003")}, {"0001", "0002", "0003"}),
              "note: db.sqlite3 has applied 0001 and 0002 of shop, and their files are gone\n");
}

// The states of Django's loader.
TEST(MigrationState, LetsASquashedOneStandForThoseThatItReplaces) {
    const std::vector<MigrationFile> files{file("0001"), file("0001_squashed", {"0001", "0002"}), file("0002")};
    EXPECT_EQ(judged(files, {}), "error: 0001_squashed of shop is not applied to db.sqlite3\n");
    EXPECT_EQ(judged(files, {"0001"}), "error: 0002 of shop is not applied to db.sqlite3\n");
    EXPECT_EQ(judged(files, {"0001", "0002"}), "");
    EXPECT_EQ(judged(files, {"0001_squashed"}), "error: 0001_squashed of shop is not applied to db.sqlite3\n");
    EXPECT_EQ(judged(files, {"0001_squashed", "0001"}), "error: 0002 of shop is not applied to db.sqlite3\n");
    EXPECT_EQ(judged({files[1]}, {"0001", "0002"}), "");
    EXPECT_EQ(judged({files[1]}, {"0001", "0002", "0001_squashed"}), "");
}

}  // namespace
}  // namespace megactl::checks
