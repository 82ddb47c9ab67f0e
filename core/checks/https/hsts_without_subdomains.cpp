#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <optional>

namespace megactl::checks::https_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Site& site) {
    const KnownNumber hsts = site.serves_tls() ? site.hsts() : std::nullopt;
    if (!hsts || hsts->value <= 0) return std::nullopt;
    const KnownFlag subdomains = site.hsts_subdomains();
    if (!is_off(subdomains)) return std::nullopt;
    Finding finding = finding_about(hsts_without_subdomains, facts, site, *subdomains,
                                    "SECURE_HSTS_INCLUDE_SUBDOMAINS is off (security.W005)");
    finding.help.emplace_back("`SECURE_HSTS_INCLUDE_SUBDOMAINS=True` once every subdomain speaks https");
    return finding;
}

}  // namespace

constinit const Rule hsts_without_subdomains{
    .id = "https/hsts-without-subdomains",
    .severity = {.production = Severity::note, .development = Severity::note},
    .phase = Phase::runtime,
    .summary = "HSTS leaves the subdomains out",
    .why =
        R"(A plain subdomain can set cookies for the whole domain. Include them once all of them speak https. Django's
check security.W005.)",
    .wrong = R"(SECURE_HSTS_INCLUDE_SUBDOMAINS=False)",
    .right = R"(SECURE_HSTS_INCLUDE_SUBDOMAINS=True)",
    .fix = R"(Set it on once every subdomain speaks https.)",
    .django_checks = "security.W005",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
