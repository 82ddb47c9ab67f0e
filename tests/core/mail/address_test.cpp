#include "core/mail/address.hpp"

#include <gtest/gtest.h>

namespace megactl::mail {
namespace {

std::string in_header(std::string_view text) {
    const auto address = parse_address(text);
    return address ? header_text(*address) : "refused: " + address.error().reason;
}

TEST(Address, IsPlainOrHasAName) {
    EXPECT_EQ(in_header(" ada@example.org "), "ada@example.org");
    EXPECT_EQ(in_header("Ada Lovelace <ada@example.org>"), "Ada Lovelace <ada@example.org>");
    EXPECT_EQ(in_header("\"Lovelace, Ada\" <ada@example.org>"), "\"Lovelace, Ada\" <ada@example.org>");
    EXPECT_EQ(in_header("<ada@example.org>"), "ada@example.org");
}

TEST(Address, HasItsNameEncoded) {
    EXPECT_EQ(in_header("Jürgen <j@example.org>"), "=?utf-8?q?J=C3=BCrgen?= <j@example.org>");
}

TEST(Address, RefusesWhatCouldBeMore) {
    for (const char* text : {"a@b\nBcc: c@d", "a@b\r\n", "a@b, c@d", "a b@c", "a", "@b", "a@", "Name <a@b", "a@b>",
                             "a@b;c", "a@b\x7f", "a\xff@b", "ü@b", "a@ü"}) {
        EXPECT_TRUE(in_header(text).starts_with("refused: ")) << text;
    }
}

}  // namespace
}  // namespace megactl::mail
