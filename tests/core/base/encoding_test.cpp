#include "core/base/encoding.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace megactl {
namespace {

using namespace std::string_literals;

TEST(Base64, WritesAndReadsEveryLength) {
    for (const auto& [bytes, text] : {std::pair{""s, ""s},
                                      {"f"s, "Zg=="s},
                                      {"fo"s, "Zm8="s},
                                      {"foo"s, "Zm9v"s},
                                      {"foob"s, "Zm9vYg=="s},
                                      {"\xFB\xFF\x00"s, "+/8A"s}}) {
        EXPECT_EQ(base64(bytes), text);
        EXPECT_EQ(from_base64(text).value(), bytes);
    }
}

TEST(Base64, ReadsBackEveryByte) {
    std::string bytes;
    for (int i = 0; i < 256; ++i)
        bytes += static_cast<char>(i);
    EXPECT_EQ(from_base64(base64(bytes)).value(), bytes);
}

TEST(Base64, RefusesWhatIsNoEncoding) {
    for (const char* const text : {"Zg", "Zg=", "Zg===", "=", "====", "Zm9v\n", "Zm 9v===", "Zm9-", "Zg==Zg=="}) {
        EXPECT_FALSE(from_base64(text)) << text;
    }
}

TEST(Hex, IsLowerCase) {
    EXPECT_EQ(hex("\x00\xABz"s), "00ab7a");
}

TEST(PercentDecoded, DecodesOnceAndLeavesWhatIsBroken) {
    EXPECT_EQ(percent_decoded("/%61%2F%C3%9c+"), "/a/Ü+");
    EXPECT_EQ(percent_decoded("%2541"), "%41");
    EXPECT_EQ(percent_decoded("%zz%4"), "%zz%4");
    EXPECT_EQ(percent_decoded("%"), "%");
    EXPECT_EQ(percent_decoded("a%00b"), "a\0b"s);
}

TEST(JsonQuoted, IsWhatPythonWrites) {
    EXPECT_EQ(json_quoted("a\"\\/\b\f\n\r\t\x01\x7F"), R"("a\"\\/\b\f\n\r\t\u0001\u007f")");
    EXPECT_EQ(json_quoted("é漢😀"), R"("\u00e9\u6f22\ud83d\ude00")");
    EXPECT_EQ(json_quoted("\xFF"), R"("\ufffd")");
    EXPECT_EQ(json_quoted("\0"s), R"("\u0000")");
}

TEST(Uuid, IsToldByItsLetters) {
    EXPECT_TRUE(is_uuid("c855b788-fc35-3b5f-a71a-6c7b69d2102F"));
    EXPECT_FALSE(is_uuid("c855b788-fc35-3b5f-a71a-6c7b69d2102"));
    EXPECT_FALSE(is_uuid("c855b788+fc35-3b5f-a71a-6c7b69d2102f"));
    EXPECT_FALSE(is_uuid("c855b788-fc35-3b5f-a71a-6c7b69d2102g"));
}

}  // namespace
}  // namespace megactl
