#include "core/links/uri.hpp"

#include <gtest/gtest.h>

namespace megactl::links {
namespace {

TEST(AsLocation, EncodesWhatAUriMayNotHold) {
    EXPECT_EQ(as_location("https://example.com/t?a=1&b=2#frag"), "https://example.com/t?a=1&b=2#frag");
    EXPECT_EQ(as_location("https://example.com/päth/ü?q=é"), "https://example.com/p%C3%A4th/%C3%BC?q=%C3%A9");
    EXPECT_EQ(as_location("https://exämple.com/x"), "https://ex%C3%A4mple.com/x");
    EXPECT_EQ(as_location("https://example.com/a b"), "https://example.com/a%20b");
    EXPECT_EQ(as_location("https://example.com/\r\nX-Evil: 1"), "https://example.com/%0D%0AX-Evil:%201");
    EXPECT_EQ(as_location("/\"<>\\^`{|}"), "/%22%3C%3E%5C%5E%60%7B%7C%7D");
    EXPECT_EQ(as_location("/%zz%20"), "/%zz%20");
}

TEST(HasRefusedScheme, LetsHttpFtpAndNoSchemePass) {
    for (const auto* target : {"https://a", "HTTPS://A", "http://a", "ftp://a", "/x", "//a/x", "a/b:c", "?x:y", ":x"})
        EXPECT_FALSE(has_refused_scheme(target)) << target;
    for (const auto* target : {"javascript:alert(1)", "data:text/html,x", "mailto:a@b", " javascript:x",
                               "java\nscript:x", "\x01javascript:x", "JavaScript:x"})
        EXPECT_TRUE(has_refused_scheme(target)) << target;
}

}  // namespace
}  // namespace megactl::links
