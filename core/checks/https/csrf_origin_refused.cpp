#include "core/base/text.hpp"
#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace megactl::checks::https_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Site& site) {
    const KnownTexts origins = facts.has_django_before_4 ? std::nullopt : site.trusted_origins();
    if (!origins) return std::nullopt;
    const auto bare = std::ranges::find_if(
        origins->value, [](const std::string& origin) { return origin.find("://") == std::string::npos; });
    if (bare == origins->value.end()) return std::nullopt;
    const std::string host = escape_controls(*bare);
    Finding finding = finding_about(csrf_origin_refused, facts, site, *origins,
                                    fmt::format("CSRF_TRUSTED_ORIGINS names `{}` without a scheme, which matches no "
                                                "origin (4_0.E001)",
                                                host));
    finding.help.push_back(fmt::format("write `https://{}{}`", host.starts_with('.') ? "*" : "", host));
    return finding;
}

}  // namespace

constinit const Rule csrf_origin_refused{
    .id = "https/csrf-origin-refused",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .summary = "an entry of CSRF_TRUSTED_ORIGINS has no scheme",
    .why = R"(Behind a proxy that speaks TLS the Origin of a form, `https://example.org`, often differs from what
Django takes for its own, and CSRF_TRUSTED_ORIGINS has to name it. Since Django 4.0 its entries are
whole origins: one without a scheme matches nothing, and every POST is answered with 403, `Origin
checking failed`. Django's check 4_0.E001. It is silent where the project's requirements ask for an
older Django.)",
    .wrong = R"(CSRF_TRUSTED_ORIGINS = ["example.org", ".example.org"])",
    .right = R"(CSRF_TRUSTED_ORIGINS = ["https://example.org", "https://*.example.org"])",
    .fix = R"(Write the scheme, and `*` ahead of the dot for all subdomains. Where the proxy hands the Host header on
(`proxy_set_header Host $host;`) the entry is not needed at all.)",
    .django_checks = "4_0.E001",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
