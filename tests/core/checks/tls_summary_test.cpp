#include "core/checks/tls/summary.hpp"
#include "tests/core/checks/tls_facts.hpp"

#include <gtest/gtest.h>

namespace megactl::checks {
namespace {

std::string lines_of(const Facts& facts) {
    std::string lines;
    for (const auto& fact : tls_facts(facts))
        lines += fact.name + ": " + fact.text + "\n";
    return lines;
}

TEST(TlsFacts, TellIntentPairNamesAndValidity) {
    EXPECT_EQ(lines_of(facts_of(certificate_pem({.names = {"example.org", "*.example.org"}}), test_key().pem())),
              "intent: certificate and key → HTTPS, redirect and secure cookies on\n"
              "pair: site.pem and site.key belong together (EC P-256)\n"
              "names: example.org, *.example.org\n"
              "valid: until 2027-02-14, 83 days\n");
}

TEST(TlsFacts, LeaveOutWhatIsNotKnown) {
    EXPECT_EQ(lines_of({}), "intent: neither → plain HTTP\n");
    EXPECT_EQ(lines_of(facts_with(input_of("a.pem", "SERVER_TLS_CERT"), std::nullopt)),
              "intent: certificate without key → half configured\n");
    Facts facts = facts_of(certificate_pem({.names = {}}), tests::TestKey::make(tests::KeyType::ec).pem());
    facts.scope.clock = false;
    EXPECT_EQ(lines_of(facts),
              "intent: certificate and key → HTTPS, redirect and secure cookies on\n"
              "valid: until 2027-02-14\n");
}

TEST(TlsFacts, TellDatesThatDoNotHoldNow) {
    Facts facts = facts_of(certificate_pem({.names = {}}), "");
    facts.now = time_at("2027-02-20");
    EXPECT_NE(lines_of(facts).find("valid: until 2027-02-14, ended 6 days ago\n"), std::string::npos);
    facts.now = time_at("2025-02-20");
    EXPECT_NE(lines_of(facts).find("valid: from 2026-01-01 until 2027-02-14\n"), std::string::npos);
}

TEST(TlsFacts, NameTheServiceWithSeveralPairs) {
    Facts facts = facts_with(std::nullopt, std::nullopt);
    facts.tls_pairs.push_back({});
    facts.tls_pairs[1].service = "web";
    EXPECT_EQ(lines_of(facts),
              "intent: neither → plain HTTP\n"
              "intent: web: neither → plain HTTP\n");
}

TEST(TlsFacts, EscapeNames) {
    const Facts facts = facts_of(certificate_pem({.names = {"a\x1B[2J"}}), "");
    EXPECT_NE(lines_of(facts).find("names: a\\x1B[2J\n"), std::string::npos);
}

}  // namespace
}  // namespace megactl::checks
