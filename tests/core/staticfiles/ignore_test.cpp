#include "core/staticfiles/ignore.hpp"

#include <gtest/gtest.h>

namespace megactl::staticfiles {
namespace {

IgnorePatterns patterns(const std::vector<std::string>& globs) {
    return IgnorePatterns(globs);
}

TEST(NormalPath, FoldsAsPythonDoes) {
    EXPECT_EQ(normal_path("docs/"), "docs");
    EXPECT_EQ(normal_path("./x"), "x");
    EXPECT_EQ(normal_path("a//b"), "a/b");
    EXPECT_EQ(normal_path("a/../b"), "b");
    EXPECT_EQ(normal_path("../a/.."), "..");
    EXPECT_EQ(normal_path(""), ".");
    EXPECT_EQ(normal_path("/../a"), "/a");
    EXPECT_EQ(normal_path("//a"), "//a");
    EXPECT_EQ(normal_path("///a"), "/a");
}

TEST(IgnorePatterns, CoverFilesByNameOrPath) {
    EXPECT_TRUE(patterns({"*.map"}).cover_file("js", "a.map"));
    EXPECT_TRUE(patterns({"js/*.map"}).cover_file("js", "a.map"));
    EXPECT_TRUE(patterns({"vendor/*"}).cover_file("vendor/deep/er", "a.map"));
    EXPECT_FALSE(patterns({"vendor/*"}).cover_file("", "vendor"));
    EXPECT_FALSE(patterns({"js"}).cover_file("js", "a.map"));
}

TEST(IgnorePatterns, CoverFoldersByNameOnly) {
    EXPECT_TRUE(patterns({"docs/"}).cover_folder("docs"));
    EXPECT_FALSE(patterns({"vendor/docs"}).cover_folder("docs"));
}

TEST(IgnorePatterns, CoverWhatDjangoLeavesOut) {
    const IgnorePatterns defaults(IgnorePatterns::defaults());
    EXPECT_TRUE(defaults.cover_folder("CVS"));
    EXPECT_FALSE(defaults.cover_folder("cvs"));
    EXPECT_TRUE(defaults.cover_file("css", ".hidden"));
    EXPECT_TRUE(defaults.cover_file("css", "a.css~"));
    EXPECT_FALSE(defaults.cover_file("css", "a.css"));
}

TEST(IgnorePatterns, KnowStarsAtEitherEndAndWithin) {
    EXPECT_TRUE(patterns({"a*"}).cover_file("", "abc"));
    EXPECT_FALSE(patterns({"a*"}).cover_file("", "ba"));
    EXPECT_TRUE(patterns({"*c"}).cover_file("", "abc"));
    EXPECT_FALSE(patterns({"*c"}).cover_file("", "ca"));
    EXPECT_TRUE(patterns({"a*c"}).cover_file("", "abc"));
    EXPECT_TRUE(patterns({"*"}).cover_file("", "anything"));
    EXPECT_TRUE(patterns({"?"}).cover_file("", "é"));
    EXPECT_TRUE(patterns({"[[]x"}).cover_file("", "[x"));
}

}  // namespace
}  // namespace megactl::staticfiles
