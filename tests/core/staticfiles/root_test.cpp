#include "core/staticfiles/root.hpp"

#include "core/base/error.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace megactl::staticfiles {
namespace {

namespace fs = std::filesystem;

TEST(RootListing, TellsFilesFoldersAndLinksApart) {
    const tests::Sandbox sandbox;
    sandbox.write("root/a/b.css", "");
    sandbox.write("root/.hidden", "");
    sandbox.write("elsewhere/precious", "");
    fs::create_directory_symlink("../elsewhere", sandbox.path() / "root/linked");
    fs::create_symlink("nothing", sandbox.path() / "root/dead");
    RootListing listing = list_root(sandbox.path() / "root", {});
    std::ranges::sort(listing.files);
    EXPECT_EQ(listing.files, (std::vector<std::string>{".hidden", "a/b.css", "dead"}));
    EXPECT_EQ(listing.folders, (std::vector<std::string>{"a"}));
    EXPECT_EQ(listing.folder_links, (std::vector<std::string>{"linked"}));
}

TEST(RootListing, IsEmptyWhereThereIsNoRoot) {
    const tests::Sandbox sandbox;
    EXPECT_TRUE(list_root(sandbox.path() / "none", {}).files.empty());
}

TEST(RootListing, RefusesARootThatHoldsASource) {
    const tests::Sandbox sandbox;
    sandbox.write("root/app/static/a.css", "");
    const std::array sources{SourceFolder{"app", sandbox.path() / "root/app/static", ""}};
    EXPECT_THROW(list_root(sandbox.path() / "root", sources), Error);
}

TEST(RootListing, DoesNotShowUnfinishedFiles) {
    const tests::Sandbox sandbox;
    sandbox.write("root/.megactl-new-0-0", "");
    EXPECT_TRUE(list_root(sandbox.path() / "root", {}).files.empty());
    EXPECT_TRUE(is_empty_or_absent(sandbox.path() / "root"));
}

TEST(Targets, TellWhatStandsThere) {
    const tests::Sandbox sandbox;
    sandbox.write("root/file", "123");
    sandbox.write("root/full/x", "");
    fs::create_directory(sandbox.path() / "root/hollow");
    fs::create_symlink("file", sandbox.path() / "root/link");
    fs::create_symlink("nothing", sandbox.path() / "root/dead");
    const std::array<std::string_view, 7> names{"file", "full", "hollow", "link", "dead", "none/x", "file/x"};
    const std::vector<Target> targets = look_at_targets(sandbox.path() / "root", names);
    using Kind = Target::Kind;
    EXPECT_EQ(targets[0].kind, Kind::file);
    EXPECT_EQ(targets[0].size, 3U);
    EXPECT_EQ(targets[1].kind, Kind::folder);
    EXPECT_EQ(targets[2].kind, Kind::empty_folder);
    EXPECT_EQ(targets[3].kind, Kind::link);
    EXPECT_TRUE(targets[3].modified.has_value());
    EXPECT_EQ(targets[4].kind, Kind::link);
    EXPECT_FALSE(targets[4].modified.has_value());
    EXPECT_EQ(targets[5].kind, Kind::absent);
    EXPECT_EQ(targets[6].kind, Kind::blocked);
}

TEST(Targets, AreAbsentWithoutARoot) {
    const tests::Sandbox sandbox;
    const std::array<std::string_view, 1> names{"a"};
    EXPECT_EQ(look_at_targets(sandbox.path() / "none", names).at(0).kind, Target::Kind::absent);
}

}  // namespace
}  // namespace megactl::staticfiles
