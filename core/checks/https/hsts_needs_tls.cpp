#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <utility>

namespace megactl::checks::https_rules {

namespace {

Findings judge(const Facts& facts) {
    Findings findings;
    for (const Site& site : sites(facts)) {
        const bool applies = site.is_plain() && site.hsts && site.hsts->value > 0;
        if (!applies) continue;
        Finding finding =
            finding_about(hsts_needs_tls, facts, site, *site.hsts,
                          "SECURE_HSTS_SECONDS is set and nothing here speaks TLS: the header is never sent");
        finding.help.emplace_back(
            R"(behind a proxy that speaks TLS: `SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")`)");
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule hsts_needs_tls{
    .id = "https/hsts-needs-tls",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .summary = "HSTS is set, and no request will ever count as secure",
    .why = R"(Django sends the Strict-Transport-Security header only with answers to requests that it holds for secure.
Without TLS here, and without SECURE_PROXY_SSL_HEADER, there are none: the header never appears.)",
    .wrong = R"(SECURE_HSTS_SECONDS=31536000     # no certificate, no proxy header)",
    .right = R"(SECURE_HSTS_SECONDS=31536000
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https"))",
    .fix = R"(Tell Django by which header the proxy says `https`, or let the proxy send the header.)",
    .judge = judge,
};

}  // namespace megactl::checks::https_rules
