#include "core/project/folded_text.hpp"

#include <gtest/gtest.h>

namespace megactl::project {
namespace {

FoldedText two_lines() {
    FoldedText text;
    text.append("one ", 4);
    text.append("two", 20);
    return text;
}

TEST(FoldedText, JoinsItsPieces) {
    EXPECT_EQ(two_lines().text(), "one two");
}

TEST(FoldedText, FindsWhereAPieceStood) {
    EXPECT_EQ(two_lines().in_source({0, 3}), (Span{4, 7}));
    EXPECT_EQ(two_lines().in_source({4, 7}), (Span{20, 23}));
    EXPECT_EQ(two_lines().in_source({2, 5}), (Span{6, 21}));
}

TEST(FoldedText, EndsBehindItsLastByteAndNotAtTheNextPiece) {
    EXPECT_EQ(two_lines().in_source({0, 4}), (Span{4, 8}));
    EXPECT_EQ(two_lines().in_source({7, 7}), (Span{23, 23}));
    EXPECT_EQ(two_lines().in_source({5, 99}), (Span{21, 23}));
}

TEST(FoldedText, ASliceKnowsItsPlacesAsWell) {
    const FoldedText slice = two_lines().slice({2, 6});
    EXPECT_EQ(slice.text(), "e tw");
    EXPECT_EQ(slice.in_source({0, 1}), (Span{6, 7}));
    EXPECT_EQ(slice.in_source({2, 4}), (Span{20, 22}));
    EXPECT_TRUE(two_lines().slice({9, 12}).empty());
}

TEST(FoldedText, OfNothingLiesAtTheBegin) {
    EXPECT_EQ(FoldedText().in_source({0, 3}), (Span{0, 0}));
}

}  // namespace
}  // namespace megactl::project
