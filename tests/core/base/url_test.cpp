#include "core/base/url.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace megactl {
namespace {

Url url_of(std::string_view text) {
    const auto url = parse_url(text);
    EXPECT_TRUE(url) << text << ": " << (url ? "" : url.error().reason);
    return url.value_or(Url{});
}

std::string reason_of(std::string_view text) {
    const auto url = parse_url(text);
    return url ? "none" : url.error().reason;
}

}  // namespace

TEST(Url, IsTakenApart) {
    const Url url = url_of("Rediss://ann:p%40ss@cache.example.org:6380/3?ssl_cert_reqs=required&x=a%26b");
    EXPECT_EQ(url.scheme, "rediss");
    EXPECT_EQ(url.user, "ann");
    EXPECT_EQ(url.password.reveal(), "p@ss");
    EXPECT_EQ(url.host, "cache.example.org");
    EXPECT_EQ(url.port, 6380);
    EXPECT_EQ(url.path, "/3");
    EXPECT_EQ(url.parameter("ssl_cert_reqs"), "required");
    EXPECT_EQ(url.parameter("x"), "a&b");
    EXPECT_FALSE(url.parameter("y"));
}

TEST(Url, MayConsistOfItsSchemeAlone) {
    const Url url = url_of("memory://");
    EXPECT_EQ(url.scheme, "memory");
    EXPECT_EQ(url.host, "");
    EXPECT_FALSE(url.port);
    EXPECT_EQ(url.path, "");
}

TEST(Url, KeepsEverySlashOfItsPath) {
    EXPECT_EQ(url_of("sqlite:///rel.db").path, "/rel.db");
    EXPECT_EQ(url_of("sqla+sqlite:////srv/abs.db").path, "//srv/abs.db");
    EXPECT_EQ(url_of("redis+socket:///run/re%20dis.sock?virtual_host=1").path, "/run/re dis.sock");
}

TEST(Url, HasAPasswordWithoutAUser) {
    const Url url = url_of("redis://:pw@localhost");
    EXPECT_EQ(url.user, "");
    EXPECT_EQ(url.password.reveal(), "pw");
    EXPECT_EQ(url.host, "localhost");
}

TEST(Url, TakesTheLastAtSignForTheEndOfThePassword) {
    const Url url = url_of("redis://u:a@b:c@host:1/0");
    EXPECT_EQ(url.password.reveal(), "a@b:c");
    EXPECT_EQ(url.host, "host");
}

TEST(Url, HoldsAnIpv6AddressInBrackets) {
    const Url url = url_of("redis://[fe80::1%25eth0]:6379/0");
    EXPECT_EQ(url.host, "fe80::1%eth0");
    EXPECT_EQ(url.port, 6379);
    EXPECT_EQ(bracketed("::1"), "[::1]");
    EXPECT_EQ(bracketed("host"), "host");
    EXPECT_EQ(url_of("redis://[::1]").host, "::1");
}

TEST(Url, LetsTheLastParameterOfANameCount) {
    EXPECT_EQ(url_of("redis://h?a=1&a=2&b").parameter("a"), "2");
    EXPECT_EQ(url_of("redis://h?a=1&a=2&b").parameter("b"), "");
}

// The examples of RFC 3986, 5.4, without their fragments.
TEST(ResolvedUrl, IsTheOneThatTheStandardHas) {
    const std::string base = "http://a/b/c/d;p?q";
    const std::pair<const char*, const char*> examples[] = {
        {"g:h", "g:h"},
        {"g", "http://a/b/c/g"},
        {"./g", "http://a/b/c/g"},
        {"g/", "http://a/b/c/g/"},
        {"/g", "http://a/g"},
        {"//g", "http://g"},
        {"?y", "http://a/b/c/d;p?y"},
        {"g?y", "http://a/b/c/g?y"},
        {"#s", "http://a/b/c/d;p?q"},
        {"g#s", "http://a/b/c/g"},
        {"g?y#s", "http://a/b/c/g?y"},
        {";x", "http://a/b/c/;x"},
        {"g;x?y#s", "http://a/b/c/g;x?y"},
        {"", "http://a/b/c/d;p?q"},
        {".", "http://a/b/c/"},
        {"./", "http://a/b/c/"},
        {"..", "http://a/b/"},
        {"../", "http://a/b/"},
        {"../g", "http://a/b/g"},
        {"../..", "http://a/"},
        {"../../g", "http://a/g"},
        {"../../../g", "http://a/g"},
        {"/./g", "http://a/g"},
        {"/../g", "http://a/g"},
        {"g.", "http://a/b/c/g."},
        {"..g", "http://a/b/c/..g"},
        {"./../g", "http://a/b/g"},
        {"./g/.", "http://a/b/c/g/"},
        {"g/../h", "http://a/b/c/h"},
        {"g;x=1/../y", "http://a/b/c/y"},
        {"g?y/../x", "http://a/b/c/g?y/../x"},
        {"http:g", "http:g"},
    };
    for (const auto& [reference, url] : examples)
        EXPECT_EQ(resolved_url(base, reference), url) << reference;
}

TEST(ResolvedUrl, BeginsAtTheRootOfAHostWithoutAPath) {
    EXPECT_EQ(resolved_url("http://a", "g"), "http://a/g");
    EXPECT_EQ(resolved_url("http://a", ""), "http://a");
    EXPECT_EQ(resolved_url("http://a?x", "?y=http://b"), "http://a?y=http://b");
}

TEST(Url, RefusesWhatIsNone) {
    EXPECT_EQ(reason_of("localhost:6379"), "it does not begin with `scheme://`");
    EXPECT_EQ(reason_of("://host"), "what stands before its `://` is no scheme");
    EXPECT_EQ(reason_of("redis://ho st"), "it holds a blank or a control character");
    EXPECT_EQ(reason_of("redis://h:99999"), "its port is no number from 1 to 65535");
    EXPECT_EQ(reason_of("redis://::1:6379"), "its host holds several `:`; an IPv6 address stands in brackets");
    EXPECT_EQ(reason_of("redis://[::1"), "its `[` is never closed");
    EXPECT_EQ(reason_of("redis://[pw]"), "what stands in its brackets is no IPv6 address");
}

TEST(Url, NeverRepeatsAPieceOfAPassword) {
    EXPECT_EQ(reason_of("redis://:hunter/2@host"),
              "its port is no number from 1 to 65535; in a password `/`, `?` and `#` are written `%2F`, `%3F` and "
              "`%23`");
}

}  // namespace megactl
