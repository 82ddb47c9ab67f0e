#include "core/links/site_rules.hpp"

#include "core/base/text.hpp"

#include <gtest/gtest.h>

namespace megactl::links {
namespace {

TEST(IsAllowedHost, JudgesAsDjangoDoes) {
    SiteRules rules;
    rules.allowed_hosts = {"localhost", "127.0.0.1", "[::1]", ".Example.org"};
    for (const auto* host : {"localhost", "localhost:8000", "LOCALHOST", "localhost.", "127.0.0.1", "[::1]:80", "[::1]",
                             "a.b.example.org", "example.org", "EXAMPLE.org:1"})
        EXPECT_TRUE(is_allowed_host(host, rules)) << host;
    for (const auto* host :
         {"badexample.org", "evil.example.com", "localhost@evil.example.com", "local host", "localhost/x",
          "localhost:abc", "localhost:", "", ".", "[::1", "[localhost]", "::1", "local_host"})
        EXPECT_FALSE(is_allowed_host(host, rules)) << host;
    rules.allowed_hosts = {"*"};
    EXPECT_TRUE(is_allowed_host("anything.at.all", rules));
    EXPECT_FALSE(is_allowed_host("any thing", rules));
}

TEST(ClientAddress, IsTheFirstForwardedOneWhereTrusted) {
    SiteRules rules;
    EXPECT_EQ(client_address("203.0.113.7", "10.0.0.1", rules), "10.0.0.1");
    rules.trusts_proxy_headers = true;
    const auto client = [&](std::optional<std::string_view> header) {
        return client_address(header, "10.0.0.1", rules).value_or("none");
    };
    EXPECT_EQ(client(std::nullopt), "10.0.0.1");
    EXPECT_EQ(client(""), "10.0.0.1");
    EXPECT_EQ(client("203.0.113.7"), "203.0.113.7");
    EXPECT_EQ(client("  203.0.113.8  , 10.0.0.2"), "203.0.113.8");
    EXPECT_EQ(client("2001:0DB8:0000:0000:0000:0000:0000:0001"), "2001:db8::1");
    EXPECT_EQ(client("::ffff:203.0.113.9"), "::ffff:203.0.113.9");
    EXPECT_EQ(client("fe80::1%eth0"), "fe80::1");
    for (const auto* none : {"[2001:db8::1]", "203.0.113.7:4711", "unknown", "203.0.113.007", "203.0.113.300",
                             "203.0.113", ", 203.0.113.7", ","})
        EXPECT_EQ(client(none), "none") << none;
}

TEST(ClientBehindProxies, IsTheLastAddressThatNoTrustedOneHas) {
    SiteRules rules;
    rules.trusted_proxies = {Network::parse("10.0.0.0/8").value(), Network::parse("2001:db8:1::/48").value()};
    const auto client = [&](std::vector<std::string_view> lines, std::string_view peer = "10.0.0.1") {
        return client_behind(lines, peer, rules).value_or("none");
    };
    EXPECT_EQ(client({}), "10.0.0.1");
    EXPECT_EQ(client({"203.0.113.7"}), "203.0.113.7");
    EXPECT_EQ(client({"203.0.113.7"}, "192.0.2.1"), "192.0.2.1") << "a peer that nobody trusts speaks for itself";
    EXPECT_EQ(client({"1.2.3.4, 203.0.113.7 ,10.0.0.2"}), "203.0.113.7") << "what the client says of itself is skipped";
    EXPECT_EQ(client({"1.2.3.4", "203.0.113.7", "2001:db8:1::5"}), "203.0.113.7");
    EXPECT_EQ(client({"10.0.0.3, 10.0.0.2"}), "10.0.0.3");
    EXPECT_EQ(client({"203.0.113.7, unknown"}), "none");
    EXPECT_EQ(client({"203.0.113.7, "}), "none");
    EXPECT_EQ(client({"203.0.113.7", ""}), "203.0.113.7");
}

TEST(StoredText, IsShortAndValid) {
    EXPECT_EQ(stored_text("https://a/ü", 500), "https://a/ü");
    EXPECT_EQ(stored_text("\xfc", 500), "ü");
    EXPECT_EQ(stored_text(std::string(600, 'x'), 500), std::string(500, 'x'));
    std::string umlauts;
    for (int i = 0; i < 3000; ++i)
        umlauts += "ü";
    EXPECT_EQ(character_count(stored_text(umlauts, 500)), 500U);
    EXPECT_EQ(stored_text(umlauts, 5000).size(), 4096U);
    EXPECT_TRUE(is_utf8(stored_text("x" + umlauts, 5000)));
}

}  // namespace
}  // namespace megactl::links
