#include "cli/docs/prose.hpp"

#include "cli/docs/layout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace megactl::cli::docs {
namespace {

using testing::ElementsAre;

TEST(Prose, JoinsTheLinesOfAParagraph) {
    const std::vector<Block> blocks = read_prose("\none\n two\n\nthree\n");
    ASSERT_EQ(blocks.size(), 2U);
    EXPECT_EQ(blocks[0].text, "one two");
    EXPECT_EQ(blocks[1].text, "three");
}

TEST(Prose, KeepsIndentedLinesAsTheyAre) {
    const std::vector<Block> blocks = read_prose("before\n\n    a\n      b\n\n    c\n\nafter");
    ASSERT_EQ(blocks.size(), 3U);
    EXPECT_EQ(blocks[1].kind, Block::Kind::literal);
    EXPECT_EQ(blocks[1].text, "a\n  b\n\nc");
}

TEST(Prose, ReadsListsWithItemsOverSeveralLines) {
    const std::vector<Block> blocks = read_prose("these:\n- one\n  goes on\n- two");
    ASSERT_EQ(blocks.size(), 3U);
    EXPECT_EQ(blocks[1].kind, Block::Kind::item);
    EXPECT_EQ(blocks[1].text, "one goes on");
}

TEST(Prose, OfNothingIsNothing) {
    EXPECT_TRUE(read_prose("\n \n").empty());
}

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
}  // namespace megactl::cli::docs
