#include "core/base/units.hpp"
#include "core/checks/tls/pairs.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

Findings judge(const Facts& facts) {
    Findings findings;
    for (const TlsPair& pair : facts.tls_pairs) {
        const Certificate* leaf = leaf_of(pair);
        // Dates that are reversed are another fault.
        if (leaf == nullptr || facts.now <= leaf->not_after || leaf->not_after < leaf->not_before) continue;
        const LookedAt certificate = *certificate_file(pair);
        Finding finding = finding_about(
            expired, facts, certificate,
            fmt::format("{} expired {} ago", certificate_words(certificate), format_span(facts.now - leaf->not_after)),
            leaf->line, fmt::format("ended {}", format_date(leaf->not_after)));
        finding.seen.push_back(
            fmt::format("valid until {}; judged as of {}", format_time(leaf->not_after), format_time(facts.now)));
        finding.help.emplace_back(
            "renew it (`certbot renew`), then reload the server: most read the file only at start");
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule expired{
    .id = "tls/expired",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::clock,
    .summary = "the certificate has expired",
    .why = R"(Browsers show a warning page that hides the site, and programs refuse to connect: for both the site
is down. The last second itself still counts as valid.)",
    .wrong = R"(Not After : Nov 20 12:00:00 2026 GMT     # today is 2026-11-23)",
    .right = R"(Not After : Feb 14 12:00:00 2027 GMT)",
    .fix = R"(Renew the certificate and reload or restart what serves it. Then find out why nobody renewed it in
time: is the timer running (`systemctl list-timers`), may it write the files, does the server
reload after it? `megactl tls check --expires-within 30d --fail-on warning` in a daily job tells
beforehand.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
