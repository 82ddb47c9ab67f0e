#include "core/http/body.hpp"

#include <gtest/gtest.h>

#include <string>

namespace megactl::http {
namespace {

using Progress = BodySkipper::Progress;

// At once and byte by byte; `rest` is what does not belong to the body.
Progress skip(BodySkipper skipper, std::string_view input, std::string_view* rest = nullptr) {
    BodySkipper slow = skipper;
    std::string_view left = input;
    const Progress progress = skipper.skip(left);
    std::size_t place = 0;
    Progress by_byte = Progress::incomplete;
    while (by_byte == Progress::incomplete && place < input.size()) {
        std::string_view byte = input.substr(place++, 1);
        by_byte = slow.skip(byte);
    }
    EXPECT_EQ(progress, by_byte) << input;
    if (rest != nullptr) *rest = left;
    return progress;
}

TEST(BodySkipper, SkipsALength) {
    std::string_view rest;
    EXPECT_EQ(skip({Framing::length, 5}, "helloGET", &rest), Progress::complete);
    EXPECT_EQ(rest, "GET");
    EXPECT_EQ(skip({Framing::length, 5}, "hell"), Progress::incomplete);
    EXPECT_EQ(skip({Framing::length, BodySkipper::limit + 1}, "h"), Progress::refused);
}

TEST(BodySkipper, SkipsChunks) {
    std::string_view rest;
    const BodySkipper chunks(Framing::chunked, 0);
    EXPECT_EQ(skip(chunks, "5\r\nhello\r\nA;x=\"y\"\r\n0123456789\r\n0\r\n\r\nGET", &rest), Progress::complete);
    EXPECT_EQ(rest, "GET");
    EXPECT_EQ(skip(chunks, "000\r\nX: y\r\nZ: \r\n\r\nGET", &rest), Progress::complete);
    EXPECT_EQ(rest, "GET");
    EXPECT_EQ(skip(chunks, "5\r\nhello\r\n0\r\n"), Progress::incomplete);
}

TEST(BodySkipper, RefusesBrokenChunks) {
    const BodySkipper chunks(Framing::chunked, 0);
    for (const std::string_view broken :
         {"\r\n", "x\r\n", "-1\r\n", "0x5\r\n", " 5\r\nhello\r\n", "5 \r\nhello\r\n", "5\nhello\r\n", "5\r\nhelloX\r\n",
          "5\r\nhello\n", "5;a\nhello", "0\r\nX: y\n\r\n", "0\r\nX: \x01", "FFFFFFFFFFFFFFFFF\r\n", "100000\r\n"}) {
        EXPECT_EQ(skip(chunks, broken), Progress::refused) << broken;
    }
}

}  // namespace
}  // namespace megactl::http
