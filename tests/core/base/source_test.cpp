#include "core/base/source.hpp"

#include <gtest/gtest.h>

namespace megactl {
namespace {

TEST(SourceText, KnowsLinesAndColumns) {
    const SourceText source("x", "ab\r\ncéd\n\nlast");
    EXPECT_EQ(source.line_count(), 4U);
    EXPECT_EQ(source.line_at(0), 1U);
    EXPECT_EQ(source.line_at(4), 2U);
    EXPECT_EQ(source.column_at(7), 3U);  // `d`, behind a character of two bytes
    EXPECT_EQ(source.text(source.line_span(1)), "ab");
    EXPECT_EQ(source.text(source.line_span(2)), "céd");
    EXPECT_EQ(source.text(source.line_span(3)), "");
    EXPECT_EQ(source.text(source.line_span(4)), "last");
}

TEST(SourceText, CountsTheColumnsOfALongLine) {
    std::string text = "ä\n";
    for (int i = 0; i < 10'000; ++i)
        text += "aé\xFF";  // three characters of four bytes
    text += "\nb";
    const SourceText source("x", text);
    EXPECT_EQ(source.column_at(3), 1U);
    EXPECT_EQ(source.column_at(3 + 4 * 9'000), 1 + 3 * 9'000U);
    EXPECT_EQ(source.column_at(3 + 4 * 9'000 + 2), 1 + 3 * 9'000U + 2) << "within a character";
    EXPECT_EQ(source.column_at(text.size()), 2U);
    EXPECT_EQ(source.column_at(text.size() + 10), 2U);
}

TEST(SourceText, TheEndBelongsToTheLastLine) {
    const SourceText source("x", "ab\n");
    EXPECT_EQ(source.line_count(), 1U);
    EXPECT_EQ(source.line_at(3), 1U);
}

TEST(SourceText, AnEmptyTextHasOneEmptyLine) {
    const SourceText source("x", "");
    EXPECT_EQ(source.line_count(), 1U);
    EXPECT_EQ(source.text(source.line_span(1)), "");
}

TEST(SourceText, CutsSpansThatLeaveIt) {
    EXPECT_EQ(SourceText("x", "abc").text({1, 99}), "bc");
}

}  // namespace
}  // namespace megactl
