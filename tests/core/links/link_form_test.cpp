#include "core/links/link_form.hpp"

#include <gtest/gtest.h>

namespace megactl::links {
namespace {

std::string reason(const Result<std::string>& checked) {
    return checked ? "taken: " + *checked : checked.error().reason;
}

TEST(Target, IsAnAbsoluteUrl) {
    for (const char* target : {"https://example.org", "http://example.org:8080/a?b=1#c", "ftp://ftp.example.org/x",
                               "ftps://localhost/", "HTTPS://EXAMPLE.ORG/UP", "https://192.0.2.7/",
                               "https://[2001:db8::1]:443/", "https://ada:secret@example.org/",
                               "https://exämple.org/päth", "https://xn--exmple-cua.xn--p1ai/", "https://example.org./",
                               "https://example.org?q", "https://example.org/a%zz", "https://a-b.example.museum/"}) {
        EXPECT_EQ(checked_target(target), std::string(target));
    }
}

TEST(Target, LosesTheBlanksAroundIt) {
    EXPECT_EQ(checked_target("  https://example.org/ "), "https://example.org/");
}

TEST(Target, NeedsASchemeThatLeadsSomewhere) {
    EXPECT_EQ(reason(checked_target("example.org/x")), "names no scheme: it begins with `https://` or `http://`");
    EXPECT_EQ(reason(checked_target("/relative")), "names no scheme: it begins with `https://` or `http://`");
    EXPECT_EQ(reason(checked_target("javascript://example.org/%0Aalert(1)")),
              "has the scheme `javascript`, and a link leads to http, https, ftp or ftps");
    EXPECT_EQ(reason(checked_target("javascript:alert(1)")),
              "has the scheme `javascript`, and a link leads to http, https, ftp or ftps");
    EXPECT_EQ(reason(checked_target("localhost:8000/x")), "names no scheme: it begins with `https://` or `http://`");
    EXPECT_EQ(reason(checked_target("https:/example.org")), "names no host: `https://` stands before one");
    EXPECT_FALSE(checked_target("://example.org"));
}

TEST(Target, NeedsAHostThatDjangoTakes) {
    for (const char* target : {"https://",
                               "https:///x",
                               "https://intranet/",
                               "https://example.1/",
                               "https://-a.example.org/",
                               "https://a_b.example.org/",
                               "https://example..org/",
                               "https://1.2.3/",
                               "https://999.1.1.1/",
                               "https://01.2.3.4/",
                               "https://[::1/",
                               "https://[xyz]/",
                               "https://[::1]x/",
                               "https://example.org:x/",
                               "https://example.org:/",
                               "https://example.org:99999/",
                               "https://a:b:c@example.org/",
                               "https://@example.org/",
                               "https://a@b@example.org/",
                               "https://example.org\\@evil.example.com/",
                               "https://.org/",
                               "https://example.o/",
                               "https://example.xn--/"}) {
        EXPECT_FALSE(checked_target(target)) << target;
    }
    EXPECT_EQ(reason(checked_target("https://intranet/")),
              "names the host `intranet`; Django takes a domain with a dot, an address or `localhost`");
}

TEST(Target, HoldsNothingBlankAndNoControls) {
    EXPECT_EQ(reason(checked_target("https://example.org/a b")), "holds a blank; `%20` stands for one");
    EXPECT_EQ(reason(checked_target("https://example.org/a\xC2\xA0 b")), "holds a blank; `%20` stands for one");
    EXPECT_EQ(reason(checked_target("https://example.org/\r\nX-Evil: 1")), "holds a control character");
    EXPECT_EQ(reason(checked_target(std::string("https://example.org/\0", 21))), "holds a control character");
    EXPECT_EQ(reason(checked_target("https://example.org/\xFF")), "is no UTF-8");
    EXPECT_EQ(reason(checked_target("")), "is empty");
}

TEST(Target, HasAtMostFiveHundredCharacters) {
    const std::string start = "https://example.org/";
    std::string longest = start;
    for (std::size_t i = start.size(); i < 500; ++i)
        longest += "ü";
    EXPECT_TRUE(checked_target(longest));
    EXPECT_EQ(reason(checked_target(longest + "x")), "has 501 characters, and 500 are the most");
}

TEST(Slug, IsLowerCased) {
    EXPECT_EQ(checked_slug("Go_2-NOW"), "go_2-now");
}

TEST(Slug, HasThirtyTwoOfAFewLetters) {
    EXPECT_TRUE(checked_slug(std::string(32, 'a')));
    for (const std::string slug : {"", "a/b", "a b", "ü", "a.b", "a\n"})
        EXPECT_FALSE(checked_slug(slug)) << slug;
    EXPECT_FALSE(checked_slug(std::string(33, 'a')));
}

TEST(Username, IsWhatAPathCanHold) {
    for (const char* name : {"ada", "ada.l@example+x-y_z", "Ünï"})
        EXPECT_TRUE(checked_username(name)) << name;
    for (const char* name : {"", "a/b", "a b", "a%b", ".", "..", "a\n", "a\xFF", "a\u00A0b"})
        EXPECT_FALSE(checked_username(name)) << name;
    EXPECT_FALSE(checked_username(std::string(151, 'a')));
}

}  // namespace
}  // namespace megactl::links
