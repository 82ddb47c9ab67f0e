// What the rules make of the OCSP response that a server staples.

#include "core/checks/tls/served.hpp"
#include "tests/core/checks/tls_facts.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace megactl::checks {
namespace {

using megactl::tls::Staple;

Served stapling(std::optional<Staple> staple, bool must = false) {
    Served served{.place = "example.org:443", .host = "example.org", .look = {}, .now = time_at("2026-06-01")};
    served.trusted = {.file = "/nowhere", .folder = "/nowhere"};
    tests::CertificateProfile profile;
    if (must) profile.extensions = {"tlsfeature=status_request"};
    served.look.presented.sent = megactl::tls::parse_pem("sent", certificate_pem(profile)).certificates;
    served.look.presented.staple = std::move(staple);
    return served;
}

Staple good_until(std::string_view end) {
    return {.word = Staple::Word::good, .issued_at = time_at("2026-05-25"), .ends_at = time_at(end)};
}

std::optional<report::Finding> finding_of(const Served& served, std::string_view rule) {
    const report::Report report = judge_served(served);
    const auto found = std::ranges::find(report.findings, rule, &report::Finding::rule);
    return found == report.findings.end() ? std::nullopt : std::optional(*found);
}

// The headlines of a rule where a second address presents what `second` does.
std::vector<std::string> headlines_with(Served served, const Served& second, std::string_view rule) {
    served.look.others = {{.address = "192.0.2.2", .presented = second.look.presented}};
    std::vector<std::string> headlines;
    for (const report::Finding& finding : judge_served(served).findings) {
        if (finding.rule == rule) headlines.push_back(finding.headline);
    }
    return headlines;
}

}  // namespace

TEST(ServedStaple, ThatIsGoodOrMissingIsNoFault) {
    for (const auto& staple : {std::optional<Staple>(), std::optional(good_until("2026-06-02"))}) {
        EXPECT_FALSE(finding_of(stapling(staple), "tls/staple-unfit"));
        EXPECT_FALSE(finding_of(stapling(staple), "tls/revoked"));
    }
}

TEST(ServedStaple, ThatEndedOrBeginsLaterIsUnfit) {
    const auto ended = finding_of(stapling(good_until("2026-05-30")), "tls/staple-unfit");
    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->severity, Severity::warning);
    EXPECT_EQ(ended->seen.front(), "it ended 2 days ago, on 2026-05-30");
    Staple early = good_until("2026-07-01");
    early.issued_at = time_at("2026-06-02");
    EXPECT_TRUE(finding_of(stapling(early), "tls/staple-unfit"));
    // As much as clocks may differ.
    early.issued_at = time_at("2026-06-01") + std::chrono::minutes(4);
    early.ends_at = time_at("2026-06-01") - std::chrono::minutes(4);
    EXPECT_FALSE(finding_of(stapling(early), "tls/staple-unfit"));
}

TEST(ServedStaple, ThatSaysNothingIsAnErrorWhereOneIsDemanded) {
    const Staple broken{.problem = "it can't be read"};
    EXPECT_EQ(finding_of(stapling(broken), "tls/staple-unfit")->severity, Severity::warning);
    EXPECT_EQ(finding_of(stapling(broken, true), "tls/staple-unfit")->severity, Severity::error);
    EXPECT_TRUE(finding_of(stapling(Staple{.word = Staple::Word::unknown}), "tls/staple-unfit"));
}

TEST(ServedStaple, ThatIsDemandedMustBeThere) {
    EXPECT_EQ(finding_of(stapling(std::nullopt, true), "tls/must-staple")->severity, Severity::error);
    EXPECT_FALSE(finding_of(stapling(good_until("2026-06-02"), true), "tls/must-staple"));
}

TEST(ServedStaple, MaySayThatTheCertificateIsRevoked) {
    const auto revoked =
        finding_of(stapling(Staple{.word = Staple::Word::revoked, .revoked_at = time_at("2026-05-01")}), "tls/revoked");
    ASSERT_TRUE(revoked);
    EXPECT_EQ(revoked->headline, "the certificate of example.org:443 is revoked");
    EXPECT_EQ(revoked->seen.front(), "since 2026-05-01, says the OCSP response that the server itself staples");
}

TEST(ServedStaple, OfAnotherAddressIsJudgedToo) {
    using Headlines = std::vector<std::string>;
    const Staple revoked{.word = Staple::Word::revoked, .revoked_at = time_at("2026-05-01")};
    const Served good = stapling(good_until("2026-06-02"));
    Served bad = good;
    bad.look.presented.staple = revoked;
    EXPECT_EQ(headlines_with(good, bad, "tls/revoked"),
              Headlines{"the certificate of example.org:443 at 192.0.2.2 is revoked"});
    // The same certificate with the same fault is told once.
    EXPECT_EQ(headlines_with(bad, bad, "tls/revoked"), Headlines{"the certificate of example.org:443 is revoked"});
    // Another certificate is not.
    Served renewed = stapling(revoked, true);
    EXPECT_EQ(headlines_with(bad, renewed, "tls/revoked").size(), 2U);
    EXPECT_EQ(headlines_with(good, stapling(good_until("2026-05-30")), "tls/staple-unfit"),
              Headlines{"example.org:443 at 192.0.2.2 staples an OCSP response that no client may take"});
}

TEST(ServedStaple, ThatIsDemandedMustBeThereAtEachAddress) {
    const Served good = stapling(good_until("2026-06-02"), true);
    Served none = good;
    none.look.presented.staple.reset();
    EXPECT_EQ(
        headlines_with(good, none, "tls/must-staple"),
        std::vector<std::string>{"the certificate in `example.org:443 at 192.0.2.2` demands a staple (must-staple)"});
    EXPECT_TRUE(headlines_with(good, good, "tls/must-staple").empty());
    EXPECT_EQ(headlines_with(none, none, "tls/must-staple").size(), 1U);
}

}  // namespace megactl::checks
