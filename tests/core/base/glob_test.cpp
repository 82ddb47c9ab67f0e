#include "core/base/glob.hpp"

#include <gtest/gtest.h>

#include <string>

namespace megactl {
namespace {

// Expectations taken from Python's fnmatch.fnmatchcase.
TEST(Fnmatch, IsAnchoredAtBothEnds) {
    EXPECT_TRUE(matches_fnmatch("a.css", "a.css"));
    EXPECT_FALSE(matches_fnmatch("a", "a.css"));
    EXPECT_FALSE(matches_fnmatch("css", "a.css"));
}

TEST(Fnmatch, StarCrossesSlashesAndTakesLeadingDots) {
    EXPECT_TRUE(matches_fnmatch("vendor/*", "vendor/a/b.css"));
    EXPECT_TRUE(matches_fnmatch("*", ".hidden"));
    EXPECT_TRUE(matches_fnmatch("*.js*", "a.js.map"));
    EXPECT_TRUE(matches_fnmatch("*", ""));
}

TEST(Fnmatch, QuestionMarkIsOneCodePoint) {
    EXPECT_TRUE(matches_fnmatch("?.png", "é.png"));
    EXPECT_FALSE(matches_fnmatch("??.png", "é.png"));
    EXPECT_FALSE(matches_fnmatch("?", ""));
}

TEST(Fnmatch, ClassesHaveRangesNegationAndALiteralBracket) {
    EXPECT_TRUE(matches_fnmatch("[a-c]x", "bx"));
    EXPECT_FALSE(matches_fnmatch("[!a-c]x", "bx"));
    EXPECT_TRUE(matches_fnmatch("[]]", "]"));
    EXPECT_TRUE(matches_fnmatch("[!]]", "a"));
    EXPECT_TRUE(matches_fnmatch("[a-]", "-"));
    EXPECT_TRUE(matches_fnmatch("[é]", "é"));
}

TEST(Fnmatch, AnUnclosedClassIsItself) {
    EXPECT_TRUE(matches_fnmatch("[ab", "[ab"));
    EXPECT_FALSE(matches_fnmatch("[ab", "a"));
}

TEST(Fnmatch, IsCaseSensitive) {
    EXPECT_FALSE(matches_fnmatch("CVS", "cvs"));
}

TEST(Fnmatch, ManyStarsTakeNoExponentialTime) {
    std::string pattern;
    for (int i = 0; i < 500; ++i)
        pattern += "*a";
    EXPECT_FALSE(matches_fnmatch(pattern + "b", std::string(5'000, 'a')));
}

}  // namespace
}  // namespace megactl
