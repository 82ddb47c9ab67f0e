#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <utility>

namespace megactl::checks::https_rules {

namespace {

Findings judge(const Facts& facts) {
    Findings findings;
    for (const Site& site : sites(facts)) {
        const bool applies = site.serves_tls() && is_off(site.redirect);
        if (!applies) continue;
        Finding finding = finding_about(no_redirect, facts, site, *site.redirect,
                                        "SECURE_SSL_REDIRECT is off: plain requests stay plain (security.W008)");
        finding.help.emplace_back("`SECURE_SSL_REDIRECT=True`, unless what stands in front redirects");
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule no_redirect{
    .id = "https/no-redirect",
    .severity = {.production = Severity::note, .development = Severity::note},
    .phase = Phase::runtime,
    .summary = "the site speaks TLS, and plain requests are not sent there",
    .why = R"(Who types the host alone asks by plain HTTP, and stays there. Django's check security.W008.)",
    .wrong = R"(SECURE_SSL_REDIRECT=False)",
    .right = R"(SECURE_SSL_REDIRECT=True)",
    .fix = R"(Set it on, or let what stands in front redirect.)",
    .judge = judge,
};

}  // namespace megactl::checks::https_rules
