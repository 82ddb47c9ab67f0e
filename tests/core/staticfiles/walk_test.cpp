#include "core/staticfiles/walk.hpp"

#include "core/base/error.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

namespace megactl::staticfiles {
namespace {

namespace fs = std::filesystem;

class Walk : public testing::Test {
protected:
    Listing list(const std::vector<std::string>& ignored = {}, std::optional<FolderId> root = {}) const {
        const SourceFolder source{"static", sandbox.path() / "static", ""};
        Listing listing = list_source(source, IgnorePatterns(ignored), root);
        std::ranges::sort(listing.files, {}, &SourceFile::path);
        return listing;
    }

    std::vector<std::string> paths(const std::vector<std::string>& ignored = {}) const {
        std::vector<std::string> result;
        for (SourceFile& file : list(ignored).files)
            result.push_back(std::move(file.path));
        return result;
    }

    tests::Sandbox sandbox;
};

using Paths = std::vector<std::string>;

TEST_F(Walk, FindsFilesAtEveryDepthAndNoEmptyFolders) {
    sandbox.write("static/a.css", "a");
    sandbox.write("static/x/y/z.js", "zz");
    fs::create_directories(sandbox.path() / "static/empty");
    EXPECT_EQ(paths(), (Paths{"a.css", "x/y/z.js"}));
    EXPECT_EQ(list().files[1].state.size, 2U);
}

TEST_F(Walk, RefusesASourceThatIsNoFolder) {
    EXPECT_THROW(list(), Error);
    sandbox.write("static", "a file");
    EXPECT_THROW(list(), Error);
}

TEST_F(Walk, LeavesOutWhatAPatternCovers) {
    sandbox.write("static/docs/a.css", "");
    sandbox.write("static/x/docs", "");
    sandbox.write("static/x/docs.css", "");
    sandbox.write("static/vendor/sub/deep.js", "");
    EXPECT_EQ(paths({"docs", "vendor/*"}), (Paths{"x/docs.css"}));
    EXPECT_EQ(paths({"vendor/sub"}).size(), 4U);  // folders fall to their bare name only
}

TEST_F(Walk, FollowsLinksToFoldersAndFiles) {
    sandbox.write("elsewhere/e.css", "1234");
    sandbox.write("static/a.css", "");
    fs::create_directory_symlink("../elsewhere", sandbox.path() / "static/linked");
    fs::create_symlink("../elsewhere/e.css", sandbox.path() / "static/one.css");
    EXPECT_EQ(paths(), (Paths{"a.css", "linked/e.css", "one.css"}));
    EXPECT_EQ(list().files[2].state.size, 4U);
    EXPECT_EQ(paths({"linked"}), (Paths{"a.css", "one.css"}));
}

TEST_F(Walk, RemembersWhyADanglingLinkCannotBeRead) {
    fs::create_directories(sandbox.path() / "static");
    fs::create_symlink("nothing", sandbox.path() / "static/dead.css");
    const Listing listing = list();
    ASSERT_EQ(listing.files.size(), 1U);
    EXPECT_EQ(listing.files[0].error_number, ENOENT);
    EXPECT_TRUE(paths({"dead*"}).empty());
}

TEST_F(Walk, TellsWhatIsNoRegularFile) {
    fs::create_directories(sandbox.path() / "static");
    ASSERT_EQ(::mkfifo((sandbox.path() / "static/pipe").c_str(), 0600), 0);
    EXPECT_EQ(list().files.at(0).kind, os::FileKind::fifo);
}

TEST_F(Walk, RefusesALinkToAFolderItLiesIn) {
    sandbox.write("static/x/a.css", "");
    fs::create_directory_symlink("../x", sandbox.path() / "static/x/again");
    EXPECT_THROW(list(), Error);
    EXPECT_EQ(paths({"again"}), (Paths{"x/a.css"}));
}

TEST_F(Walk, RefusesTwoLinksThatLeadToEachOther) {
    fs::create_directories(sandbox.path() / "static/a");
    fs::create_directories(sandbox.path() / "static/b");
    fs::create_directory_symlink("../b", sandbox.path() / "static/a/b");
    fs::create_directory_symlink("../a", sandbox.path() / "static/b/a");
    EXPECT_THROW(list(), Error);
}

TEST_F(Walk, TakesALinkToItselfForAFileThatCannotBeRead) {
    fs::create_directories(sandbox.path() / "static");
    fs::create_symlink("self", sandbox.path() / "static/self");
    EXPECT_EQ(list().files.at(0).error_number, ELOOP);
}

TEST_F(Walk, LeavesOutTheRootThatLiesWithin) {
    sandbox.write("static/a.css", "");
    sandbox.write("static/collected/a.css", "");
    const Listing listing = list({}, folder_id(sandbox.path() / "static/collected"));
    ASSERT_EQ(listing.files.size(), 1U);
    EXPECT_EQ(listing.files[0].path, "a.css");
}

TEST_F(Walk, NeverShowsWhatIsOurOwn) {
    sandbox.write("static/.megactl-new-12-0", "half");
    sandbox.write("static/.hidden", "");
    EXPECT_EQ(paths(), (Paths{".hidden"}));
}

TEST_F(Walk, KeepsNamesThatAreNoText) {
    sandbox.write("static/\xff\n", "");
    EXPECT_EQ(paths(), (Paths{"\xff\n"}));
}

TEST_F(Walk, EndsEarlyAfterAStop) {
    sandbox.write("static/a.css", "");
    std::stop_source stop;
    stop.request_stop();
    const SourceFolder source{"static", sandbox.path() / "static", ""};
    EXPECT_TRUE(list_source(source, IgnorePatterns({}), {}, stop.get_token()).files.empty());
}

}  // namespace
}  // namespace megactl::staticfiles
