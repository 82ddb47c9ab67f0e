#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <utility>

namespace megactl::checks::https_rules {

namespace {

Findings judge(const Facts& facts) {
    Findings findings;
    for (const Site& site : sites(facts)) {
        const bool applies = site.serves_tls() && site.hsts && site.hsts->value == 0;
        if (!applies) continue;
        Finding finding =
            finding_about(no_hsts, facts, site, *site.hsts,
                          "SECURE_HSTS_SECONDS is 0: browsers may come back by plain HTTP (security.W004)");
        finding.help.emplace_back("`SECURE_HSTS_SECONDS=300`, then a week, a month, a year");
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule no_hsts{
    .id = "https/no-hsts",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .summary = "the site speaks TLS, and does not ask browsers to stay there",
    .why = R"(Without HSTS the first request of each visit may be plain, and whoever stands on the way can keep it so.
Begin small (300 seconds), then a week, a month, a year: what was promised can't be taken back earlier.
Django's check security.W004.)",
    .wrong = R"(SECURE_HSTS_SECONDS=0)",
    .right = R"(SECURE_HSTS_SECONDS=31536000)",
    .fix = R"(Raise it in steps.)",
    .judge = judge,
};

}  // namespace megactl::checks::https_rules
