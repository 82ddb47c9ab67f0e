#include "core/staticfiles/apply.hpp"

#include "core/base/error.hpp"
#include "core/staticfiles/root.hpp"
#include "core/staticfiles/walk.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace megactl::staticfiles {
namespace {

namespace fs = std::filesystem;

class Collect : public testing::Test {
protected:
    struct Options {
        bool clears = false;
        bool links = false;
        std::size_t threads = 4;
        std::stop_token stop{};
    };

    fs::path root() const { return sandbox.path() / "root"; }

    Applied collect(const Options& options) {
        std::vector<Listing> listings;
        listings.reserve(sources.size());
        for (const SourceFolder& source : sources) {
            listings.push_back(list_source(source, IgnorePatterns(IgnorePatterns::defaults()), {}));
        }
        const RootFolder folder(root(), "root", options.stop);
        std::optional<RootListing> clear;
        if (options.clears) clear = list_root(root(), sources);
        Supply supply = first_wins(sources, std::move(listings));
        auto targets = look_at_targets(root(), supply.destinations());
        plan = make_plan(sources, std::move(supply), std::move(targets), clear, {.links = options.links});
        return apply(plan, sources, folder, {root(), "root", no_memory, options.threads, options.stop}, progress);
    }
    Applied collect() { return collect(Options{}); }

    // Everything in the root: a slash behind folders.
    std::vector<std::string> tree() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::recursive_directory_iterator(root())) {
            const std::string name = entry.path().lexically_relative(root()).string();
            names.push_back(entry.is_directory() && !entry.is_symlink() ? name + '/' : name);
        }
        std::ranges::sort(names);
        return names;
    }

    static mode_t mode_of(const fs::path& file) {
        struct stat entry {};
        ::lstat(file.c_str(), &entry);
        return entry.st_mode & 07777;
    }

    void make_older(const fs::path& file) const {
        fs::last_write_time(sandbox.path() / file, fs::file_time_type::clock::now() - std::chrono::hours(1));
    }

    tests::Sandbox sandbox;
    std::vector<SourceFolder> sources{{"static", sandbox.path() / "static", ""}};
    ContentMemory no_memory;
    CollectPlan plan;
    Progress progress;
};

using Names = std::vector<std::string>;

TEST_F(Collect, CopiesATreeOnManyThreads) {
    for (int i = 0; i < 500; ++i) {
        const std::string name = std::to_string(i);
        sandbox.write("static/f" + std::to_string(i % 7) + "/" + name, std::string(static_cast<std::size_t>(i), 'x'));
    }
    const Applied applied = collect();
    EXPECT_EQ(applied.copied, 500U);
    EXPECT_EQ(applied.copied_bytes, 499U * 500 / 2);
    EXPECT_TRUE(applied.is_complete);
    EXPECT_EQ(progress.done, 500U);
    EXPECT_EQ(sandbox.read("root/f2/499"), std::string(499, 'x'));
    EXPECT_EQ(tree().size(), 507U);
}

TEST_F(Collect, CopiesLargeFilesWhole) {
    std::string content(3'000'000, 'a');
    for (std::size_t i = 0; i < content.size(); ++i)
        content[i] = static_cast<char>(i % 251);
    sandbox.write("static/large.bin", content);
    collect();
    EXPECT_TRUE(sandbox.read("root/large.bin") == content);
}

TEST_F(Collect, GivesFilesTheModeWhateverTheSourceHasAndTheUmaskIs) {
    const fs::path source = sandbox.write("static/run.sh", "x");
    fs::permissions(source, fs::perms::all);
    const mode_t before = ::umask(077);
    collect();
    ::umask(before);
    EXPECT_EQ(mode_of(root() / "run.sh"), 0644U);
    EXPECT_EQ(mode_of(root()), 0700U);
}

TEST_F(Collect, DoesNothingTheSecondTime) {
    sandbox.write("static/a.css", "a");
    collect();
    make_older("static/a.css");
    const Applied again = collect();
    EXPECT_EQ(again.copied, 0U);
    EXPECT_EQ(plan.keep.size(), 1U);
}

TEST_F(Collect, ReplacesAnOlderFile) {
    sandbox.write("static/a.css", "new");
    sandbox.write("root/a.css", "old and longer");
    make_older("root/a.css");
    collect();
    EXPECT_EQ(sandbox.read("root/a.css"), "new");
    EXPECT_EQ(tree(), (Names{"a.css"}));
}

TEST_F(Collect, LinksToTheAbsolutePath) {
    sandbox.write("static/css/a.css", "a");
    const Applied applied = collect({.links = true});
    EXPECT_EQ(applied.linked, 1U);
    EXPECT_EQ(fs::read_symlink(root() / "css/a.css"), sandbox.path() / "static/css/a.css");
    EXPECT_EQ(collect({.links = true}).linked, 0U);
}

TEST_F(Collect, TurnsLinksIntoCopiesWithoutTouchingTheSource) {
    sandbox.write("static/a.css", "a");
    collect({.links = true});
    collect();
    EXPECT_FALSE(fs::is_symlink(root() / "a.css"));
    EXPECT_EQ(sandbox.read("static/a.css"), "a");
}

TEST_F(Collect, ClearsFilesAndLeavesFoldersAndWhatLinksLeadTo) {
    sandbox.write("static/a.css", "new");
    sandbox.write("root/a.css", "old");
    sandbox.write("root/.hidden", "");
    sandbox.write("root/deep/er/x", "");
    sandbox.write("elsewhere/precious", "");
    fs::create_directory_symlink("../elsewhere", sandbox.path() / "root/linked");
    fs::create_symlink("nothing", sandbox.path() / "root/dead");
    const Applied applied = collect({.clears = true});
    EXPECT_EQ(applied.removed, 4U);
    EXPECT_EQ(tree(), (Names{"a.css", "deep/", "deep/er/", "linked"}));
    EXPECT_EQ(sandbox.read("root/a.css"), "new");
    EXPECT_EQ(sandbox.read("elsewhere/precious"), "");
    EXPECT_TRUE(fs::exists(sandbox.path() / "elsewhere/precious"));
}

TEST_F(Collect, ClearsAFileThatStandsWhereAFolderIsNeededAndTheOtherWayRound) {
    sandbox.write("static/a/b", "1");
    sandbox.write("static/c", "2");
    sandbox.write("root/a", "");
    sandbox.write("root/c/d", "");
    EXPECT_THROW(collect(), Error);
    collect({.clears = true});
    EXPECT_EQ(tree(), (Names{"a/", "a/b", "c"}));
}

TEST_F(Collect, ReplacesAnEmptyFolder) {
    sandbox.write("static/a", "1");
    fs::create_directories(root() / "a");
    collect();
    EXPECT_EQ(sandbox.read("root/a"), "1");
}

TEST_F(Collect, WritesThroughALinkToAFolder) {
    sandbox.write("static/css/a.css", "a");
    fs::create_directories(sandbox.path() / "elsewhere");
    fs::create_directories(root());
    fs::create_directory_symlink("../elsewhere", root() / "css");
    collect();
    EXPECT_EQ(sandbox.read("elsewhere/a.css"), "a");
}

TEST_F(Collect, RefusesALinkToNothingWhereAFolderIsNeeded) {
    sandbox.write("static/css/a.css", "a");
    fs::create_directories(root());
    fs::create_symlink("nothing", root() / "css");
    EXPECT_THROW(collect(), Error);
}

TEST_F(Collect, RemovesWhatAKilledRunLeft) {
    sandbox.write("static/css/a.css", "a");
    sandbox.write("root/css/a.css", "a");
    sandbox.write("root/css/.megactl-new-0000-1", "half");
    collect();
    EXPECT_EQ(tree(), (Names{"css/", "css/a.css"}));
}

TEST_F(Collect, LeavesNoRootWhereThereIsNothingToCollect) {
    fs::create_directories(sandbox.path() / "static");
    EXPECT_TRUE(collect().is_complete);
    EXPECT_FALSE(fs::exists(root()));
}

TEST_F(Collect, ChangesNothingWhenAFileCannotBeRead) {
    sandbox.write("static/a.css", "a");
    fs::create_symlink("nothing", sandbox.path() / "static/dead.css");
    EXPECT_THROW(collect(), Error);
    EXPECT_FALSE(fs::exists(root()));
}

TEST_F(Collect, SaysWhoOwnsAFolderThatCannotBeWritten) {
    sandbox.write("static/a.css", "a");
    fs::create_directories(root());
    fs::permissions(root(), fs::perms::owner_read | fs::perms::owner_exec);
    try {
        collect();
        ADD_FAILURE() << "wrote into a folder of mode 500";
    } catch (const Error& error) {
        EXPECT_EQ(error.message(), "can't write into root/: permission denied");
        EXPECT_NE(error.details().at(0).text.find("mode 500"), std::string::npos);
    }
    fs::permissions(root(), fs::perms::owner_all);
}

TEST_F(Collect, SaysThatTheRootIsNoFolder) {
    sandbox.write("static/a.css", "a");
    sandbox.write("root", "a file");
    try {
        collect();
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.message(), "`root` is not a folder, and one is needed there");
    }
}

TEST_F(Collect, WritesNothingAfterAStop) {
    sandbox.write("static/a.css", "a");
    std::stop_source stop;
    stop.request_stop();
    EXPECT_FALSE(collect({.stop = stop.get_token()}).is_complete);
    EXPECT_FALSE(fs::exists(root() / "a.css"));
}

TEST_F(Collect, StopsMidwayWithWholeFilesOnly) {
    for (int i = 0; i < 2000; ++i)
        sandbox.write("static/" + std::to_string(i), "content");
    std::stop_source stop;
    const std::jthread watcher([&](const std::stop_token& end) {
        while (progress.done < 50 && !end.stop_requested())
            std::this_thread::yield();
        stop.request_stop();
    });
    const Applied applied = collect({.threads = 2, .stop = stop.get_token()});
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(root())) {
        EXPECT_EQ(entry.file_size(), 7U) << entry.path();
        EXPECT_FALSE(entry.path().filename().string().starts_with(unfinished_prefix));
        ++files;
    }
    EXPECT_EQ(files, applied.copied);
}

TEST_F(Collect, WaitsForAnotherRun) {
    sandbox.write("static/a.css", "a");
    fs::create_directories(root());
    const os::Descriptor other(::open(root().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    ASSERT_EQ(::flock(other.number(), LOCK_EX), 0);
    std::stop_source stop;
    Applied applied;
    std::jthread run([&] { applied = collect({.stop = stop.get_token()}); });
    EXPECT_FALSE(fs::exists(root() / "a.css"));
    ::flock(other.number(), LOCK_UN);
    run.join();
    EXPECT_TRUE(applied.is_complete);
    EXPECT_EQ(sandbox.read("root/a.css"), "a");
}

}  // namespace
}  // namespace megactl::staticfiles
