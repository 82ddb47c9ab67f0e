#include "core/base/wrap.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace megactl {
namespace {

using testing::ElementsAre;

TEST(Words, AreNotPartedWithinBackticks) {
    EXPECT_THAT(words_of("run `megactl check -v` (or `x`), then  rest"),
                ElementsAre("run", "`megactl check -v`", "(or", "`x`),", "then", "rest"));
}

TEST(Words, TakeALoneBacktickAsALetter) {
    EXPECT_THAT(words_of("a ` b c"), ElementsAre("a", "`", "b", "c"));
}

TEST(Wrap, BreaksBetweenWords) {
    EXPECT_THAT(wrap("one two three", 7), ElementsAre("one two", "three"));
}

TEST(Wrap, CountsCharactersNotBytes) {
    EXPECT_THAT(wrap("äöü äöü", 7), ElementsAre("äöü äöü"));
}

TEST(Wrap, GivesAWordThatIsTooLongALine) {
    EXPECT_THAT(wrap("a longword b", 4), ElementsAre("a", "longword", "b"));
}

}  // namespace
}  // namespace megactl
