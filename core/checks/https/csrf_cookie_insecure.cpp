#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <optional>

namespace megactl::checks::https_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Site& site) {
    const bool applies = site.serves_tls() && is_off(site.csrf_cookie()) && !is_on(site.csrf_in_session());
    if (!applies) return std::nullopt;
    Finding finding = finding_about(csrf_cookie_insecure, facts, site, *site.csrf_cookie(),
                                    "CSRF_COOKIE_SECURE is off: the cookie travels by plain HTTP too (security.W016)");
    finding.help.emplace_back("`CSRF_COOKIE_SECURE=True`");
    return finding;
}

}  // namespace

constinit const Rule csrf_cookie_insecure{
    .id = "https/csrf-cookie-insecure",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .summary = "the site speaks TLS, and the CSRF cookie travels by plain HTTP too",
    .why = R"(A cookie that is not marked Secure is sent with plain requests as well, where anybody on the way reads and
changes it. Django's check security.W016.)",
    .wrong = R"(CSRF_COOKIE_SECURE=False)",
    .right = R"(CSRF_COOKIE_SECURE=True)",
    .fix = R"(Set it on.)",
    .django_checks = "security.W016",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
