#include "cli/docs/prose.hpp"

#include "cli/docs/layout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace megactl::cli::docs {
namespace {

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

}  // namespace
}  // namespace megactl::cli::docs
