#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <optional>

namespace megactl::checks::https_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Site& site) {
    const auto at = site.middleware().lacks_security_at;
    if (!at || facts.mode == project::Mode::development) return std::nullopt;
    Finding finding = finding_at(security_middleware_absent, facts, site, at,
                                 "MIDDLEWARE has no SecurityMiddleware: redirect and HSTS have no effect "
                                 "(security.W001)",
                                 "this list");
    finding.help.emplace_back("put `\"django.middleware.security.SecurityMiddleware\"` at its head");
    return finding;
}

}  // namespace

constinit const Rule security_middleware_absent{
    .id = "https/security-middleware-absent",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .summary = "the middleware that redirects and sends HSTS is not in MIDDLEWARE",
    .why = R"(SecurityMiddleware is what redirects to https and sends Strict-Transport-Security, nosniff and the
referrer policy. Without it the settings of these names do nothing, whatever they say. Django's check
security.W001, of production alone.)",
    .wrong = R"(MIDDLEWARE = ["django.middleware.common.CommonMiddleware"])",
    .right = R"(MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
])",
    .fix = R"(Put it at the head of the list. Where a proxy does all of its work, allow the rule.)",
    .django_checks = "security.W001",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
