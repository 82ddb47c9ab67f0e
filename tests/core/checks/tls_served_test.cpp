// What the rules make of a running server's answer.

#include "core/checks/tls/served.hpp"
#include "tests/core/checks/tls_facts.hpp"

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

Served server_with(const std::string& sent) {
    Served served{.place = "example.org:443", .host = "example.org", .look = {}, .now = time_at("2026-06-01")};
    served.trusted = {.file = "/nowhere", .folder = "/nowhere"};
    served.look.address = "192.0.2.1";
    served.look.presented.version = "TLS 1.3";
    served.look.presented.sent = megactl::tls::parse_pem("sent", sent).certificates;
    return served;
}

// The finding of a rule; one without a rule where there is none.
report::Finding finding_of(const Served& served, std::string_view rule) {
    const report::Report report = judge_served(served);
    const auto found = std::ranges::find(report.findings, rule, &report::Finding::rule);
    return found == report.findings.end() ? report::Finding{} : *found;
}

std::string leaf_of_nobody() {
    const auto root = tests::TestCertificate::self_signed(test_key(), {.subject = "Root", .is_authority = true});
    return root.sign(test_key(), tests::ec_key(), {}).pem();
}

}  // namespace

TEST(Served, OfAnUnknownIssuerIsRefusedByEveryClient) {
    EXPECT_EQ(finding_of(server_with(leaf_of_nobody()), "tls/issuer-unknown").severity, Severity::error);
}

TEST(Served, WithOldVersionsAloneIsRefused) {
    using megactl::tls::Version;
    Served served = server_with(certificate_pem());
    served.look.versions = {Version::tls_1_0, Version::tls_1_1};
    served.look.presented.version = "TLS 1.1";
    const report::Finding finding = finding_of(served, "tls/old-version-taken");
    EXPECT_EQ(finding.headline, "example.org:443 takes nothing newer than TLS 1.1");
    EXPECT_EQ(finding.severity, Severity::error);
    served.look.versions.push_back(Version::tls_1_2);
    served.look.presented.version = "TLS 1.2";
    EXPECT_EQ(finding_of(served, "tls/old-version-taken").severity, Severity::warning);
    // One that hung was not asked to its end.
    served.look.versions = {Version::tls_1_0};
    EXPECT_EQ(finding_of(served, "tls/old-version-taken").severity, Severity::warning);
}

TEST(Served, AtAnotherAddressIsJudgedWhereItPresentsSomethingElse) {
    Served served = server_with(certificate_pem());
    served.look.others = {{.address = "192.0.2.2", .presented = served.look.presented},
                          {.address = "192.0.2.3", .problem = "connection refused"}};
    EXPECT_EQ(finding_of(served, "tls/expired").rule, "");
    served.look.others.front().presented->sent =
        server_with(certificate_pem({.not_after = time_at("2026-05-01")})).look.presented.sent;
    EXPECT_EQ(finding_of(served, "tls/expired").headline,
              "the certificate in `example.org:443 at 192.0.2.2` expired 31 days ago");
}

TEST(Served, SetsItsCookiesForTlsAlone) {
    Served served = server_with(certificate_pem());
    served.look.http = megactl::tls::HttpAnswer{.status = 200};
    EXPECT_EQ(finding_of(served, "https/session-cookie-insecure").rule, "");
    served.look.http->cookies = {{.name = "csrftoken", .value = "1"},
                                 {.name = "sessionid", .value = "1", .is_secure = true}};
    EXPECT_EQ(finding_of(served, "https/session-cookie-insecure").rule, "");
    EXPECT_EQ(finding_of(served, "https/csrf-cookie-insecure").headline,
              "example.org:443 sets the cookie `csrftoken` without `Secure`: it travels by plain HTTP too");
    served.look.http->cookies = {{.name = "sessionid", .value = "1"}};
    EXPECT_EQ(finding_of(served, "https/session-cookie-insecure").headline,
              "example.org:443 sets the cookie `sessionid` without `Secure`: it travels by plain HTTP too");
}

TEST(Served, MayHaveCookiesOfOthersTravelInTheClear) {
    Served served = server_with(certificate_pem());
    served.look.http = megactl::tls::HttpAnswer{.status = 200};
    served.look.http->cookies = {{.name = "django_language", .value = "en"},
                                 {.name = "AWSALB", .value = "1"},
                                 {.name = "sessionid", .value = "", .is_deletion = true}};
    EXPECT_EQ(finding_of(served, "https/session-cookie-insecure").rule, "");
    EXPECT_EQ(finding_of(served, "https/csrf-cookie-insecure").rule, "");
}

TEST(Served, IsJudgedByEachRuleOfCookiesUnderItsOwnName) {
    Served served = server_with(certificate_pem());
    served.look.http = megactl::tls::HttpAnswer{.status = 200};
    const auto rules = judge_served(served).rules;
    EXPECT_EQ(std::ranges::count(rules, "https/session-cookie-insecure"), 1);
    EXPECT_EQ(std::ranges::count(rules, "https/csrf-cookie-insecure"), 1);
}

TEST(Served, RedirectsInACircleOrWithoutEnd) {
    Served served = server_with(certificate_pem());
    served.walk = {.places = {{.host = "example.org"}, {.host = "example.org", .path = "/1"}}, .status = 302};
    EXPECT_EQ(finding_of(served, "https/redirect-loop").rule, "");
    served.walk->is_loop = true;
    EXPECT_EQ(finding_of(served, "https/redirect-loop").headline, "http://example.org/ redirects in a circle");
    served.walk->is_loop = false;
    served.walk->is_endless = true;
    const report::Finding endless = finding_of(served, "https/redirect-loop");
    EXPECT_EQ(endless.headline, "http://example.org/ redirects more than 10 times");
    EXPECT_EQ(endless.seen.front(), "the tenth redirect leads to http://example.org/1");
    EXPECT_EQ(endless.severity, Severity::error);
}

TEST(Served, LeadsToAnotherHostByTlsAlone) {
    Served served = server_with(certificate_pem());
    served.walk = {.places = {{.host = "example.org"}, {.host = "www.example.org"}}, .status = 301};
    const report::Finding detour = finding_of(served, "https/no-redirect");
    EXPECT_EQ(detour.headline, "http://example.org/ leads to another host in the clear");
    EXPECT_EQ(detour.seen.front(), "to http://www.example.org/");
    EXPECT_EQ(detour.help.front(), "redirect to `https://example.org/` first, and from there to the other host");
    EXPECT_EQ(detour.severity, Severity::warning);
    served.walk->places.back().is_https = true;
    EXPECT_EQ(finding_of(served, "https/no-redirect").rule, "");
    served.walk->places = {
        {.host = "example.org"}, {.is_https = true, .host = "example.org", .port = 443}, {.host = "example.net"}};
    EXPECT_EQ(finding_of(served, "https/no-redirect").headline, "https://example.org/ redirects back into the clear");
    served.walk = {.places = {{.host = "example.org"}}, .status = 200};
    EXPECT_EQ(finding_of(served, "https/no-redirect").headline,
              "http://example.org/ answers in the clear, and does not redirect");
}

TEST(Served, RedirectsBackIntoTheClear) {
    Served served = server_with(certificate_pem());
    served.walk = {
        .places = {{.is_https = true, .host = "example.org", .port = 443}, {.host = "example.org", .path = "/en"}},
        .status = 200};
    const report::Finding finding = finding_of(served, "https/no-redirect");
    EXPECT_EQ(finding.headline, "https://example.org/ redirects back into the clear");
    EXPECT_EQ(finding.seen.front(), "to http://example.org/en, and stays there");
    EXPECT_EQ(finding.severity, Severity::error);
    // Twice in the clear, and by TLS at last.
    served.walk->places.push_back({.is_https = true, .host = "example.org", .port = 443, .path = "/en"});
    EXPECT_EQ(finding_of(served, "https/no-redirect").severity, Severity::warning);
    served.walk->is_loop = true;
    EXPECT_EQ(finding_of(served, "https/no-redirect").rule, "");
    EXPECT_NE(finding_of(served, "https/redirect-loop").rule, "");
    // Without TLS nothing is lost on the way to it.
    served.walk = {.places = {{.host = "example.org"}, {.is_https = true, .host = "example.org", .port = 443}},
                   .status = 200};
    EXPECT_EQ(finding_of(served, "https/no-redirect").rule, "");
}

TEST(Served, LacksHstsWithoutAHeader) {
    EXPECT_EQ(about(std::nullopt), "example.org:443 sends no HSTS header");
    EXPECT_EQ(about(std::nullopt, 500), "");
}

TEST(Served, HasHstsWithAnAge) {
    EXPECT_EQ(about("max-age=300"), "");
    EXPECT_EQ(about("includeSubDomains; Max-Age = \"31536000\" ; preload"), "");
}

TEST(Served, AsksForThePreloadListWithWhatItTakes) {
    Served served = server_with(certificate_pem());
    const auto refused = [&](std::string header) {
        served.look.http = megactl::tls::HttpAnswer{.status = 200, .hsts = std::move(header), .hsts_count = 2};
        return finding_of(served, "https/preload-refused");
    };
    const report::Finding finding = refused("max-age=63072000; preload");
    EXPECT_EQ(finding.headline,
              "example.org:443 sends `max-age=63072000; preload`, and the preload list refuses less than a year with "
              "subdomains");
    EXPECT_EQ(finding.severity, Severity::warning);
    EXPECT_EQ(finding.seen.back(), "it has 2 such headers, and the first one counts");
    EXPECT_NE(refused("max-age=300; includeSubDomains; preload").rule, "");
    EXPECT_EQ(refused("max-age=31536000; includeSubDomains; preload").rule, "");
    EXPECT_EQ(refused("max-age=300").rule, "");
    EXPECT_EQ(refused("max-age=0; preload").rule, "");  // told by https/no-hsts
    EXPECT_EQ(refused("max-age=300, preload").rule, "");
}

TEST(Served, MayLeaveItsSubdomainsOut) {
    Served served = server_with(certificate_pem());
    served.look.http = megactl::tls::HttpAnswer{.status = 200, .hsts = "max-age=300", .hsts_count = 1};
    EXPECT_EQ(finding_of(served, "https/hsts-without-subdomains").severity, Severity::note);
    served.look.http->hsts = "max-age=300; preload";
    EXPECT_EQ(finding_of(served, "https/hsts-without-subdomains").rule, "");
    served.look.http->hsts = "max-age=300; includeSubDomains";
    EXPECT_EQ(finding_of(served, "https/hsts-without-subdomains").rule, "");
}

TEST(Served, LacksHstsThatBrowsersForgetOrPassOver) {
    EXPECT_EQ(about("max-age=0"), "example.org:443 sends `max-age=0`, which switches HSTS off");
    EXPECT_NE(about("max-age=\"0\""), "");
    EXPECT_EQ(about("max-age=31536000, includeSubDomains"),
              "example.org:443 sends `max-age=31536000, includeSubDomains`, which browsers pass over as a whole");
    EXPECT_NE(about("max-age=abc"), "");
    EXPECT_NE(about("max-age"), "");
    EXPECT_NE(about("max-age="), "");
    EXPECT_NE(about("includeSubDomains"), "");
    EXPECT_NE(about(""), "");
}

}  // namespace megactl::checks
