#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <optional>

namespace megactl::checks::https_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Site& site) {
    const bool applies = site.is_plain() && is_on(site.session_cookie());
    if (!applies) return std::nullopt;
    Finding finding = finding_about(session_cookie_needs_tls, facts, site, *site.session_cookie(),
                                    "SESSION_COOKIE_SECURE is on and nothing here speaks TLS: browsers drop the "
                                    "cookie, and log-ins do not last");
    finding.help.emplace_back(
        R"(behind a proxy that speaks TLS: `SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")`)");
    finding.help.emplace_back("over plain HTTP: `SESSION_COOKIE_SECURE=False`");
    return finding;
}

}  // namespace

constinit const Rule session_cookie_needs_tls{
    .id = "https/session-cookie-needs-tls",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .summary = "the session cookie is for https alone, and the site speaks plain HTTP",
    .why = R"(A browser keeps a cookie marked Secure only when it came by https. Over plain HTTP it drops the session
cookie without a word: people log in, and are asked to log in again.)",
    .wrong = R"(SESSION_COOKIE_SECURE=True     # no certificate, no proxy header)",
    .right = R"(SESSION_COOKIE_SECURE=False    # until the site speaks TLS)",
    .fix = R"(Serve the site by TLS, or set it off where plain HTTP is meant.)",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
