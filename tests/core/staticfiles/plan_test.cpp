#include "core/staticfiles/plan.hpp"

#include "core/base/error.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cerrno>

namespace megactl::staticfiles {
namespace {

using Kind = Target::Kind;

SourceFile file(std::string path, std::int64_t modified = 100) {
    SourceFile result;
    result.path = std::move(path);
    result.modified = modified;
    return result;
}

Target standing(Kind kind, std::optional<std::int64_t> modified = {}) {
    return {.kind = kind, .modified = modified};
}

const SourceFolder only_source{"static", "/app/static", ""};

// The plan of one source's files and what stands in their places.
CollectPlan plan_of(std::vector<SourceFile> files, std::vector<Target> targets,
                    const std::optional<RootListing>& clear = {}, CollectMode mode = {}) {
    Supply supply = first_wins({&only_source, 1}, {{.files = std::move(files)}});
    return make_plan({&only_source, 1}, std::move(supply), std::move(targets), clear, mode);
}

std::string failure_of(std::vector<SourceFile> files, std::vector<Target> targets, CollectMode mode = {}) {
    try {
        plan_of(std::move(files), std::move(targets), {}, mode);
    } catch (const Error& error) {
        return error.message();
    }
    return "";
}

TEST(FirstWins, LetsTheFirstSourceSupplyADestination) {
    const std::array sources{SourceFolder{"a", "/a", ""}, SourceFolder{"b", "/b", ""}};
    const Supply supply = first_wins(sources, {{.files = {file("x"), file("y")}}, {.files = {file("w"), file("x")}}});
    ASSERT_EQ(supply.winners.size(), 3U);
    EXPECT_EQ(supply.winners[0].destination, "w");
    EXPECT_EQ(supply.winners[1].destination, "x");
    EXPECT_EQ(supply.winners[1].source, 0U);
    ASSERT_EQ(supply.shadowed.size(), 1U);
    EXPECT_EQ(supply.shadowed[0].loser.source, 1U);
    EXPECT_EQ(supply.shadowed[0].winner, 0U);
}

TEST(FirstWins, ComparesDestinationsAfterThePrefix) {
    const std::array sources{SourceFolder{"a", "/a", ""}, SourceFolder{"b", "/b", "admin"}};
    const Supply supply = first_wins(sources, {{.files = {file("admin/x"), file("y")}}, {.files = {file("x")}}});
    EXPECT_EQ(supply.winners.size(), 2U);
    ASSERT_EQ(supply.shadowed.size(), 1U);
    EXPECT_EQ(supply.shadowed[0].loser.destination, "admin/x");
}

TEST(CollectPlan, CopiesWhatIsAbsent) {
    const CollectPlan plan = plan_of({file("x")}, {standing(Kind::absent)});
    ASSERT_EQ(plan.copy.size(), 1U);
    EXPECT_EQ(plan.copy[0].destination, "x");
}

TEST(CollectPlan, KeepsWhatIsAtLeastAsNew) {
    EXPECT_EQ(plan_of({file("x", 100)}, {standing(Kind::file, 100)}).keep.size(), 1U);
    EXPECT_EQ(plan_of({file("x", 100)}, {standing(Kind::file, 101)}).keep.size(), 1U);
    EXPECT_EQ(plan_of({file("x", 100)}, {standing(Kind::file, 99)}).copy.size(), 1U);
}

TEST(CollectPlan, RemarksAKeptFileOfAnotherSize) {
    Target target = standing(Kind::file, 200);
    target.size = 5;
    EXPECT_TRUE(plan_of({file("x", 100)}, {target}).keep.at(0).is_suspicious);
}

TEST(CollectPlan, ReplacesALinkByACopyAndACopyByALink) {
    EXPECT_EQ(plan_of({file("x", 100)}, {standing(Kind::link, 100)}).copy.size(), 1U);
    EXPECT_EQ(plan_of({file("x", 100)}, {standing(Kind::file, 100)}, {}, {.links = true}).link.size(), 1U);
    EXPECT_EQ(plan_of({file("x", 100)}, {standing(Kind::link, 100)}, {}, {.links = true}).keep.size(), 1U);
}

TEST(CollectPlan, ReplacesADanglingTarget) {
    EXPECT_EQ(plan_of({file("x")}, {standing(Kind::link)}).copy.size(), 1U);
    EXPECT_EQ(plan_of({file("x")}, {standing(Kind::link)}, {}, {.links = true}).link.size(), 1U);
}

TEST(CollectPlan, RefusesADanglingSourceThatWouldBeCopied) {
    SourceFile dead = file("x");
    dead.error_number = ENOENT;
    EXPECT_EQ(failure_of({dead}, {standing(Kind::absent)}), "`static/x` is a dangling link");
    EXPECT_EQ(failure_of({dead}, {standing(Kind::absent)}, {.links = true}), "");
}

TEST(CollectPlan, RefusesASourceThatIsNoFile) {
    SourceFile pipe = file("x");
    pipe.kind = os::FileKind::fifo;
    EXPECT_EQ(failure_of({pipe}, {standing(Kind::absent)}), "`static/x` is a FIFO, not a file");
}

TEST(CollectPlan, RefusesABackslashThatDjangoWouldMakeASlash) {
    EXPECT_EQ(failure_of({file("a\\b")}, {standing(Kind::absent)}), "`static/a\\b` has a backslash in its name");
}

TEST(CollectPlan, ReplacesAnEmptyFolderButNotAFullOne) {
    EXPECT_TRUE(plan_of({file("x")}, {standing(Kind::empty_folder, 900)}).copy.at(0).replaces_folder);
    EXPECT_EQ(failure_of({file("x")}, {standing(Kind::folder, 900)}),
              "`x` in the root is a folder with content, and `static/x` would be a file there");
}

TEST(CollectPlan, RefusesAFileWhereAFolderIsNeeded) {
    EXPECT_EQ(failure_of({file("a/b")}, {standing(Kind::blocked)}),
              "a part of `a/b` in the root is no folder, and `static/a/b` needs one there");
}

TEST(CollectPlan, RefusesSourcesThatDisagreeAboutAFolder) {
    const std::array sources{SourceFolder{"a", "/a", ""}, SourceFolder{"b", "/b", ""}};
    Supply supply = first_wins(sources, {{.files = {file("x")}}, {.files = {file("x.css"), file("x/y")}}});
    EXPECT_THROW(make_plan(sources, std::move(supply), std::vector<Target>(3), {}, {}), Error);
}

TEST(CollectPlan, TellsAllObstaclesAtOnce) {
    SourceFile dead = file("x");
    dead.error_number = ENOENT;
    std::vector<SourceFile> files;
    for (const char* name : {"a", "b", "c"}) {
        dead.path = name;
        files.push_back(dead);
    }
    try {
        plan_of(files, std::vector<Target>(3));
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.details().size(), 3U);  // two more, and what to do
    }
}

TEST(ClearingPlan, CopiesEverythingAnewAndCountsWhatWasThere) {
    const RootListing root{.files = {"old", "x"}, .folders = {}, .folder_links = {}};
    const CollectPlan plan = plan_of({file("x", 100)}, {standing(Kind::file, 200)}, root);
    EXPECT_EQ(plan.copy.size(), 1U);
    ASSERT_EQ(plan.remove.size(), 2U);
    EXPECT_EQ(plan.remove[0].path, "old");
    EXPECT_EQ(plan.remove[0].moment, Removal::Moment::last);
    EXPECT_EQ(plan.remove[1].moment, Removal::Moment::replaced);
}

TEST(ClearingPlan, FirstRemovesAFileThatStandsForAFolder) {
    const RootListing root{.files = {"a"}, .folders = {}, .folder_links = {}};
    const CollectPlan plan = plan_of({file("a/b")}, {standing(Kind::blocked)}, root);
    EXPECT_EQ(plan.copy.size(), 1U);
    EXPECT_EQ(plan.remove.at(0).moment, Removal::Moment::first);
}

TEST(ClearingPlan, ReplacesAFolderThatItEmpties) {
    const RootListing root{.files = {"a/b"}, .folders = {"a"}, .folder_links = {}};
    const CollectPlan plan = plan_of({file("a")}, {standing(Kind::folder)}, root);
    EXPECT_TRUE(plan.copy.at(0).replaces_folder);
    EXPECT_EQ(plan.remove.at(0).moment, Removal::Moment::first);
}

TEST(ClearingPlan, RefusesAFolderThatKeepsFolders) {
    const RootListing root{.files = {}, .folders = {"a", "a/b"}, .folder_links = {}};
    EXPECT_THROW(plan_of({file("a")}, {standing(Kind::folder)}, root), Error);
}

}  // namespace
}  // namespace megactl::staticfiles
