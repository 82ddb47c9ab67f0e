#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <optional>

namespace megactl::checks::https_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Site& site) {
    const KnownNumber hsts = site.is_plain() ? site.hsts() : std::nullopt;
    if (!hsts || hsts->value <= 0) return std::nullopt;
    Finding finding = finding_about(hsts_needs_tls, facts, site, *hsts,
                                    "SECURE_HSTS_SECONDS is set and nothing here speaks TLS: the header is never sent");
    finding.help.emplace_back(
        R"(behind a proxy that speaks TLS: `SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")`)");
    return finding;
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
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
