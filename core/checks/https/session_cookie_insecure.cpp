#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <optional>

namespace megactl::checks::https_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Site& site) {
    const bool applies = site.serves_tls() && is_off(site.session_cookie());
    if (!applies) return std::nullopt;
    Finding finding =
        finding_about(session_cookie_insecure, facts, site, *site.session_cookie(),
                      "SESSION_COOKIE_SECURE is off: the session travels by plain HTTP too (security.W010)");
    finding.help.emplace_back("`SESSION_COOKIE_SECURE=True`");
    return finding;
}

}  // namespace

constinit const Rule session_cookie_insecure{
    .id = "https/session-cookie-insecure",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .summary = "the site speaks TLS, and the session cookie travels by plain HTTP too",
    .why = R"(A cookie that is not marked Secure is sent with the first plain request as well, where anybody on the way
reads it and is logged in. Django's checks security.W010 to W012.)",
    .wrong = R"(SESSION_COOKIE_SECURE=False)",
    .right = R"(SESSION_COOKIE_SECURE=True)",
    .fix = R"(Set it on.)",
    .django_checks = "security.W010 security.W011 security.W012",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
