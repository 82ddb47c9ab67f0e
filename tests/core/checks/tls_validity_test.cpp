#include "core/checks/tls/rules.hpp"
#include "tests/core/checks/tls_facts.hpp"

#include <gtest/gtest.h>

namespace megactl::checks::tls_rules {
namespace {

// A certificate of these dates, judged at `now`.
Facts facts_between(std::string_view not_before, std::string_view not_after, std::string_view now) {
    Facts facts = facts_of(certificate_pem({.not_before = time_at(not_before), .not_after = time_at(not_after)}),
                           test_key().pem());
    facts.now = time_at(now);
    return facts;
}

std::string headline(const Rule& rule, const Facts& facts) {
    const Findings findings = rule.judge(facts);
    return findings.empty() ? "" : findings.front().headline;
}

TEST(Expired, BeginsAfterTheLastSecond) {
    EXPECT_EQ(headline(expired, facts_between("2026-01-01", "2026-11-20T12:00:00Z", "2026-11-20T12:00:00Z")), "");
    EXPECT_EQ(headline(expired, facts_between("2026-01-01", "2026-11-20T12:00:00Z", "2026-11-20T12:00:01Z")),
              "the certificate in `site.pem` expired 1 second ago");
}

TEST(Expired, SaysHowLongAgoAndWhere) {
    const Findings findings = expired.judge(facts_between("2026-01-01", "2026-11-20", "2026-11-23"));
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].headline, "the certificate in `site.pem` expired 3 days ago");
    EXPECT_EQ(findings[0].severity, Severity::error);
    EXPECT_EQ(findings[0].primary->at.text(), "-----BEGIN CERTIFICATE-----");
    EXPECT_EQ(findings[0].primary->text, "ended 2026-11-20");
}

TEST(Expired, PointsAtWhoNamesTheFileAndAtTheBlock) {
    const auto source = std::make_shared<SourceText>(".env", "SERVER_TLS_CERT=site.pem\n");
    Facts facts = facts_between("2026-01-01", "2026-11-20", "2026-11-23");
    facts.tls_pairs[0].certificate = named_in(*facts.tls_pairs[0].certificate, source, 1);
    const Finding finding = expired.judge(facts).at(0);
    EXPECT_EQ(finding.primary->at.source->name(), ".env");
    EXPECT_EQ(finding.related.at(0).at.source->name(), "site.pem");
    EXPECT_TRUE(finding.seen.size() == 1);
}

TEST(Expired, LeavesLaterCertificatesAlone) {
    Facts facts = facts_of(certificate_pem() + certificate_pem({.not_after = time_at("2026-02-01")}), test_key().pem());
    EXPECT_EQ(headline(expired, facts), "");
}

TEST(NotYetValid, EndsWithTheFirstSecond) {
    EXPECT_EQ(headline(not_yet_valid, facts_between("2026-12-01", "2027-12-01", "2026-12-01")), "");
    EXPECT_EQ(headline(not_yet_valid, facts_between("2026-12-01", "2027-12-01", "2026-11-30T23:59:59Z")),
              "the certificate in `site.pem` is not valid before 2026-12-01");
}

TEST(NotYetValid, AsksForTheClockWithinADay) {
    const auto help = [](std::string_view now) {
        return not_yet_valid.judge(facts_between("2026-12-01", "2027-12-01", now)).at(0).help.at(0);
    };
    EXPECT_NE(help("2026-11-30T12:00:00Z").find("clock"), std::string::npos);
    EXPECT_EQ(help("2026-10-01").find("clock"), std::string::npos);
}

TEST(ExpiresSoon, IsThirtyDaysForLongOnes) {
    EXPECT_EQ(headline(expires_soon, facts_between("2026-01-01", "2027-01-01", "2026-12-01")), "");
    EXPECT_EQ(headline(expires_soon, facts_between("2026-01-01", "2027-01-01", "2026-12-02")),
              "the certificate in `site.pem` expires in 30 days");
}

TEST(ExpiresSoon, IsAThirdForShortOnesAndHalfForTheShortest) {
    EXPECT_EQ(headline(expires_soon, facts_between("2026-01-01", "2026-03-02", "2026-02-09")), "");  // 60 days, 21 left
    EXPECT_NE(headline(expires_soon, facts_between("2026-01-01", "2026-03-02", "2026-02-10")), "");  // 20 left
    EXPECT_EQ(headline(expires_soon, facts_between("2026-01-01", "2026-01-07", "2026-01-03")), "");  // 6 days, 4 left
    EXPECT_NE(headline(expires_soon, facts_between("2026-01-01", "2026-01-07", "2026-01-04")), "");  // 3 left
}

TEST(ExpiresSoon, ObeysWhatIsAskedFor) {
    Facts facts = facts_between("2026-01-01", "2027-01-01", "2026-12-02");
    facts.expires_within_is_said = true;
    facts.expires_within = std::chrono::days(7);
    EXPECT_EQ(headline(expires_soon, facts), "");
    facts.expires_within = std::chrono::days(60);
    EXPECT_NE(headline(expires_soon, facts), "");
}

TEST(ExpiresSoon, IsSilentOutsideOfTheCertificatesTime) {
    EXPECT_EQ(headline(expires_soon, facts_between("2026-01-01", "2026-11-20", "2026-11-23")), "");
    EXPECT_EQ(headline(expires_soon, facts_between("2026-12-01", "2026-12-05", "2026-11-23")), "");
}

TEST(Validity, LeansOnTheClock) {
    for (const Rule* rule : {&expired, &not_yet_valid, &expires_soon})
        EXPECT_EQ(rule->need, Need::clock);
}

}  // namespace
}  // namespace megactl::checks::tls_rules
