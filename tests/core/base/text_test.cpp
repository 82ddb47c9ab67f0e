#include "core/base/text.hpp"

#include <gtest/gtest.h>

namespace megactl {
namespace {

TEST(Text, CountsWithWords) {
    EXPECT_EQ(count_of(1, "file", "files"), "1 file");
    EXPECT_EQ(count_of(0, "file", "files"), "0 files");
    EXPECT_EQ(count_of(1234567, "file", "files"), "1 234 567 files");
}

TEST(Text, JoinsWords) {
    EXPECT_EQ(join_words(std::vector<std::string>{"a"}), "a");
    EXPECT_EQ(join_words(std::vector<std::string>{"a", "b"}), "a and b");
    EXPECT_EQ(join_words(std::vector<std::string>{"a", "b", "c"}), "a, b and c");
}

TEST(Text, SplitKeepsEmptyParts) {
    EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string_view>{"a", "", "b", ""}));
}

TEST(Text, TellsUtf8) {
    EXPECT_TRUE(is_utf8("aé漢😀"));
    EXPECT_FALSE(is_utf8("\xC0\x80"));      // overlong
    EXPECT_FALSE(is_utf8("\xED\xA0\x80"));  // a surrogate
    EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));
    EXPECT_FALSE(is_utf8("\xE2\x82"));
    EXPECT_EQ(character_count("aé\xFF"), 3U);
}

TEST(Text, EscapesWhatATerminalWouldObey) {
    EXPECT_EQ(escape_controls("a\033[31m\n\xFFé\xC2\x9B"), "a\\x1B[31m\\n\\xFFé\\x9B");
    // U+202E and U+2069 turn the direction of what follows; U+2026 is an ellipsis. Byte by byte: as literals they would
    // turn this file.
    const std::string turn{'\xE2', '\x80', '\xAE'};
    const std::string turn_back{'\xE2', '\x81', '\xA9'};
    EXPECT_EQ(escape_controls(turn + "a" + turn_back + "\u2026"), "\\u202Ea\\u2069\u2026");
}

TEST(Text, KnowsVariableNames) {
    EXPECT_TRUE(is_variable_name("_A1"));
    EXPECT_FALSE(is_variable_name("1A"));
    EXPECT_FALSE(is_variable_name("A-B"));
    EXPECT_FALSE(is_variable_name(""));
}

}  // namespace
}  // namespace megactl
