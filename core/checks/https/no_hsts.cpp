#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <optional>

namespace megactl::checks::https_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Site& site) {
    const KnownNumber hsts = site.serves_tls() ? site.hsts() : std::nullopt;
    if (!hsts || hsts->value != 0) return std::nullopt;
    Finding finding = finding_about(no_hsts, facts, site, *hsts,
                                    "SECURE_HSTS_SECONDS is 0: browsers may come back by plain HTTP (security.W004)");
    finding.help.emplace_back("`SECURE_HSTS_SECONDS=300`, then a week, a month, a year");
    return finding;
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
    .django_checks = "security.W004",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
