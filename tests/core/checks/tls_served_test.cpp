// What the rules make of a running server's answer.

#include "core/checks/tls/served.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace megactl::checks {
namespace {

// The headline about HSTS of a server that sends this header; empty where there is none.
std::string about(const std::optional<std::string>& header, int status = 200) {
    Served served{.place = "example.org:443", .host = "example.org", .look = {}};
    served.look.http = megactl::tls::HttpAnswer{.status = status, .hsts = header};
    const report::Report report = judge_served(served);
    const auto found = std::ranges::find(report.findings, "https/no-hsts", &report::Finding::rule);
    return found == report.findings.end() ? "" : found->headline;
}

}  // namespace

TEST(Served, LacksHstsWithoutAHeader) {
    EXPECT_EQ(about(std::nullopt), "example.org:443 sends no HSTS header");
    EXPECT_EQ(about(std::nullopt, 500), "");
}

TEST(Served, HasHstsWithAnAge) {
    EXPECT_EQ(about("max-age=300"), "");
    EXPECT_EQ(about("includeSubDomains; Max-Age = \"31536000\" ; preload"), "");
}

TEST(Served, LacksHstsThatBrowsersForgetOrPassOver) {
    EXPECT_EQ(about("max-age=0"), "example.org:443 sends `max-age=0`, which switches HSTS off");
    EXPECT_NE(about("max-age=\"0\""), "");
    EXPECT_NE(about("max-age=abc"), "");
    EXPECT_NE(about("max-age"), "");
    EXPECT_NE(about("max-age="), "");
    EXPECT_NE(about("includeSubDomains"), "");
    EXPECT_NE(about(""), "");
}

}  // namespace megactl::checks
