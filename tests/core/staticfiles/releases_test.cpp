#include "core/staticfiles/releases.hpp"

#include "core/base/error.hpp"
#include "core/base/units.hpp"
#include "core/staticfiles/apply_release.hpp"
#include "core/staticfiles/release_name.hpp"
#include "core/staticfiles/root.hpp"
#include "core/staticfiles/tree_size.hpp"
#include "core/staticfiles/walk.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace megactl::staticfiles {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 30) + 12h;

TEST(ReleaseNames, AreTimes) {
    EXPECT_EQ(compact_time(noon), "20261130T120000Z");
    EXPECT_EQ(release_time("20261130T120000Z"), noon);
    for (const char* const name : {"", "20261130T120000", "20261330T120000Z", "20261130T250000Z", "2026113oT120000Z"})
        EXPECT_EQ(release_time(name), std::nullopt) << name;
}

class AtomicRoot : public testing::Test {
protected:
    AppliedRelease collect(std::chrono::sys_seconds now, std::stop_token stop = {}) {
        const RootFolder locked(releases.folder(), "releases", {});
        releases.remove_unfinished();
        return apply_plan(now, std::move(stop));
    }

    // Without a lock nobody may tell what a dead run left from what a living one makes.
    AppliedRelease collect_without_lock(std::chrono::sys_seconds now) {
        fs::create_directories(releases.folder());
        return apply_plan(now, {});
    }

    AppliedRelease apply_plan(std::chrono::sys_seconds now, std::stop_token stop) {
        std::vector<Listing> listings{list_source(sources.front(), IgnorePatterns(IgnorePatterns::defaults()), {})};
        Supply supply = first_wins(sources, std::move(listings));
        auto targets = look_at_targets(releases.root(), supply.destinations());
        const CollectPlan plan = make_plan(sources, std::move(supply), std::move(targets), {}, {});
        return apply_as_release(plan, sources, releases, {releases.root(), "root", no_memory, 2, std::move(stop)}, now,
                                progress);
    }

    void change(const std::string& file, const std::string& content) {
        sandbox.write(file, content);
        fs::last_write_time(sandbox.path() / file, fs::file_time_type::clock::now() + 1h);
    }

    ino_t inode_of(const fs::path& file) const {
        struct stat entry {};
        ::stat((sandbox.path() / file).c_str(), &entry);
        return entry.st_ino;
    }

    tests::Sandbox sandbox;
    std::vector<SourceFolder> sources{{"static", sandbox.path() / "static", ""}};
    Releases releases{sandbox.path() / "root", "root"};
    ContentMemory no_memory;
    Progress progress;
};

TEST_F(AtomicRoot, SharesWhatStaysAndLeavesTheOldReleaseAsItWas) {
    sandbox.write("static/css/a.css", "old");
    sandbox.write("static/b.txt", "same");
    EXPECT_EQ(collect(noon).name, "20261130T120000Z");
    const ino_t same = inode_of("root/b.txt");
    change("static/css/a.css", "new");
    const AppliedRelease second = collect(noon + 1h);
    EXPECT_EQ(second.before, "20261130T120000Z");
    EXPECT_EQ(sandbox.read("root/css/a.css"), "new");
    EXPECT_EQ(sandbox.read(releases.folder_of(second.before) / "css/a.css"), "old");
    EXPECT_EQ(inode_of("root/b.txt"), same);
}

TEST_F(AtomicRoot, KeepsTheModeOfFolders) {
    sandbox.write("static/css/a.css", "a");
    sandbox.write("root/css/old.css", "old");
    fs::permissions(releases.root() / "css", fs::perms::owner_all | fs::perms::group_all);
    collect(noon);
    EXPECT_EQ(fs::status(releases.root() / "css").permissions(), fs::perms::owner_all | fs::perms::group_all);
}

TEST_F(AtomicRoot, RefusesARelativeLinkThatWouldLeadElsewhere) {
    sandbox.write("static/a.css", "a");
    fs::create_directories(releases.root() / "css");
    fs::create_symlink("../a.css", releases.root() / "css/inside.css");
    fs::create_symlink("../../away", releases.root() / "css/away");
    EXPECT_THROW(collect(noon), Error);
    EXPECT_TRUE(fs::is_directory(fs::symlink_status(releases.root())));
    fs::remove(releases.root() / "css/away");
    collect(noon);
    EXPECT_EQ(sandbox.read("root/css/inside.css"), "a");
}

TEST_F(AtomicRoot, MakesNoReleaseWhereNothingChanges) {
    sandbox.write("static/a.css", "a");
    collect(noon);
    const AppliedRelease second = collect(noon + 1h);
    EXPECT_TRUE(second.applied.is_complete);
    EXPECT_EQ(second.name, "");
    EXPECT_EQ(releases.list().size(), 1U);
}

TEST_F(AtomicRoot, MakesNoneOfNothing) {
    fs::create_directories(sandbox.path() / "static");
    EXPECT_TRUE(collect(noon).applied.is_complete);
    EXPECT_EQ(std::distance(fs::directory_iterator(sandbox.path()), {}), 1);
}

TEST_F(AtomicRoot, NamesEachReleaseAfterTheLastWhateverTheClockSays) {
    sandbox.write("static/a.css", "a");
    collect(noon);
    change("static/a.css", "b");
    EXPECT_EQ(collect(noon - 5h).name, "20261130T120001Z");
}

TEST_F(AtomicRoot, KeepsAFolderAsTheReleaseBefore) {
    sandbox.write("static/a.css", "a");
    sandbox.write("root/old.css", "old");
    const AppliedRelease done = collect(noon);
    EXPECT_TRUE(done.was_folder);
    EXPECT_TRUE(fs::is_symlink(releases.root()));
    EXPECT_EQ(sandbox.read("root/old.css"), "old") << "nothing but `--clear` takes it away";
    EXPECT_FALSE(fs::exists(releases.folder_of(done.before) / "a.css"));
    EXPECT_EQ(release_before_current(releases.list()), done.before);
}

TEST_F(AtomicRoot, LeavesNothingAfterAStop) {
    sandbox.write("static/a.css", "a");
    collect(noon);
    change("static/a.css", "b");
    std::stop_source stop;
    stop.request_stop();
    EXPECT_FALSE(collect(noon + 1h, stop.get_token()).applied.is_complete);
    EXPECT_EQ(sandbox.read("root/a.css"), "a");
    EXPECT_EQ(std::distance(fs::directory_iterator(releases.folder()), {}), 1);
}

TEST_F(AtomicRoot, IsMadeBesideWhatAKilledRunLeftWhereThereAreNoLocks) {
    sandbox.write("static/a.css", "a");
    sandbox.write(".megactl-releases/root/.megactl-new-release/a.css", "half");
    EXPECT_EQ(collect_without_lock(noon).name, "20261130T120000Z");
    EXPECT_EQ(sandbox.read("root/a.css"), "a");
}

TEST_F(AtomicRoot, TakesThePlaceOfAFolderAfterARunThatWasKilledAtThatWhereThereAreNoLocks) {
    sandbox.write("static/a.css", "a");
    sandbox.write("root/old.css", "old");
    struct stat entry {};
    ::stat(releases.root().c_str(), &entry);
    const std::string former = compact_time(std::chrono::sys_seconds(std::chrono::seconds(entry.st_mtim.tv_sec)));
    fs::create_directories(releases.folder());
    fs::create_symlink("gone", releases.folder_of(former));
    EXPECT_EQ(collect_without_lock(noon).before, former);
    EXPECT_EQ(sandbox.read("root/a.css"), "a");
}

TEST_F(AtomicRoot, GoesBackToWhatWasCurrentBefore) {
    for (int i = 0; i < 3; ++i) {
        change("static/a.css", std::to_string(i));
        collect(noon + i * 1h);
        if (i == 1) releases.switch_to("20261130T120000Z");
    }
    // The second one was gone back from, so the third took the place of the first.
    EXPECT_EQ(releases.current(), "20261130T140000Z");
    EXPECT_EQ(release_before_current(releases.list()), "20261130T120000Z");
    releases.remove("20261130T120000Z");
    EXPECT_EQ(release_before_current(releases.list()), "20261130T130000Z");
}

TEST_F(AtomicRoot, TellsWhichReleasesAreOutdated) {
    const std::vector<Release> list{{.name = "1"}, {.name = "2", .is_current = true}, {.name = "3"}, {.name = "4"}};
    EXPECT_EQ(outdated(list, 1), (std::vector<std::string>{"1", "3"}));
    EXPECT_EQ(outdated(list, 2), (std::vector<std::string>{"1"}));
    EXPECT_TRUE(outdated(list, 9).empty());
}

TEST_F(AtomicRoot, IsNotALinkOfSomebodyElse) {
    fs::create_directory_symlink("elsewhere", releases.root());
    EXPECT_EQ(releases.root_kind(), Releases::RootKind::other);
    EXPECT_THROW(releases.require_replaceable(), Error);
}

TEST_F(AtomicRoot, CountsFilesAndBytes) {
    sandbox.write("tree/a/b.css", "12345");
    sandbox.write("tree/c", "1");
    sandbox.write("tree/.megactl-lock", "ours");
    const TreeSize size = tree_size(sandbox.path() / "tree");
    EXPECT_EQ(size.files, 2U);
    EXPECT_EQ(size.bytes, 6U);
}

}  // namespace
}  // namespace megactl::staticfiles
