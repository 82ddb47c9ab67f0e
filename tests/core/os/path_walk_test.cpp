#include "core/os/path_walk.hpp"

#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

namespace megactl::os {
namespace {

namespace fs = std::filesystem;
using End = PathWalk::End;

std::optional<fs::path> as_it_is(const fs::path& path) {
    return path;
}

}  // namespace

TEST(PathWalk, NamesEveryFolderOnce) {
    const tests::Sandbox sandbox;
    const fs::path file = sandbox.write("a/b/file", "");
    fs::create_symlink("../a/b", sandbox.path() / "a/again");
    const PathWalk walk = walk_path(sandbox.path() / "a/again/../again/file", as_it_is);
    EXPECT_EQ(walk.end, End::reached);
    EXPECT_EQ(walk.steps.front().path, "/");
    EXPECT_EQ(walk.steps[walk.last].path, file);
    const auto folders = std::count_if(walk.steps.begin(), walk.steps.end(),
                                       [&](const PathStep& step) { return step.path == sandbox.path() / "a/b"; });
    EXPECT_EQ(folders, 1);
}

TEST(PathWalk, EndsWhereALinkLeadsBack) {
    const tests::Sandbox sandbox;
    fs::create_directory(sandbox.path() / "a");
    fs::create_symlink("..", sandbox.path() / "a/up");
    const PathWalk walk = walk_path(sandbox.path() / "a/up", as_it_is);
    EXPECT_EQ(walk.end, End::reached);
    EXPECT_EQ(walk.steps[walk.last].path, sandbox.path());
}

TEST(PathWalk, TellsWhyItEnds) {
    const tests::Sandbox sandbox;
    const fs::path file = sandbox.write("file", "");
    fs::create_symlink("ring", sandbox.path() / "ring");
    EXPECT_EQ(walk_path(sandbox.path() / "ring", as_it_is).end, End::many_links);
    EXPECT_EQ(walk_path(file / "below", as_it_is).end, End::no_folder);
    const PathWalk missing = walk_path(sandbox.path() / "none/file", as_it_is);
    EXPECT_EQ(missing.end, End::missing);
    EXPECT_EQ(missing.culprit, sandbox.path() / "none");
    EXPECT_FALSE(missing.is_last_missing);
    fs::create_directory(sandbox.path() / "closed");
    fs::permissions(sandbox.path() / "closed", fs::perms::none);
    const PathWalk closed = walk_path(sandbox.path() / "closed/file", as_it_is);
    EXPECT_EQ(closed.end, End::closed);
    EXPECT_EQ(closed.steps[closed.last].path, sandbox.path() / "closed");
}

TEST(PathWalk, SeesAMountThatIsReadOnly) {
    const tests::Sandbox sandbox;
    const fs::path file = sandbox.write("data/file", "");
    const fs::path folder = file.parent_path();
    constexpr int can_not = 77;
    const pid_t child = ::fork();
    if (child == 0) {
        const bool can = ::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
                         ::mount(folder.c_str(), folder.c_str(), nullptr, MS_BIND, nullptr) == 0 &&
                         ::mount(nullptr, folder.c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr) == 0;
        if (!can) ::_exit(can_not);
        const PathWalk walk = walk_path(file, as_it_is);
        const bool sees = walk.steps[walk.last].is_read_only && !walk.steps[walk.last - 2].is_read_only;
        ::_exit(sees ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    // A container may forbid it, and a process with threads, as one under TSan, can't.
    if (WEXITSTATUS(status) == can_not) GTEST_SKIP() << "no namespace to mount in may be made here";
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace megactl::os
