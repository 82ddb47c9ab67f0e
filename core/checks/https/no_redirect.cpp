#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <optional>

namespace megactl::checks::https_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Site& site) {
    const bool applies = site.serves_tls() && is_off(site.redirect());
    if (!applies) return std::nullopt;
    Finding finding = finding_about(no_redirect, facts, site, *site.redirect(),
                                    "SECURE_SSL_REDIRECT is off: plain requests stay plain (security.W008)");
    finding.help.emplace_back("`SECURE_SSL_REDIRECT=True`, unless what stands in front redirects");
    return finding;
}

}  // namespace

constinit const Rule no_redirect{
    .id = "https/no-redirect",
    .severity = {.production = Severity::note, .development = Severity::note},
    .phase = Phase::runtime,
    .summary = "the site speaks TLS, and plain requests are not sent there",
    .why =
        R"(Who types the host alone asks by plain HTTP, and stays there. Django's check security.W008.
`megactl tls probe` tells of it as well, where a server answers in the clear, leads to another host
before HTTPS has begun, or sends from HTTPS back into the clear.)",
    .wrong = R"(SECURE_SSL_REDIRECT=False)",
    .right = R"(SECURE_SSL_REDIRECT=True)",
    .fix = R"(Set it on, or let what stands in front redirect.)",
    .django_checks = "security.W008",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
