#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <utility>

namespace megactl::checks::https_rules {

namespace {

Findings judge(const Facts& facts) {
    Findings findings;
    for (const Site& site : sites(facts)) {
        const bool applies = site.is_plain() && is_on(site.session_cookie);
        if (!applies) continue;
        Finding finding = finding_about(session_cookie_needs_tls, facts, site, *site.session_cookie,
                                        "SESSION_COOKIE_SECURE is on and nothing here speaks TLS: browsers drop the "
                                        "cookie, and log-ins do not last");
        finding.help.emplace_back(
            R"(behind a proxy that speaks TLS: `SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")`)");
        finding.help.emplace_back("over plain HTTP: `SESSION_COOKIE_SECURE=False`");
        findings.push_back(std::move(finding));
    }
    return findings;
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
    .judge = judge,
};

}  // namespace megactl::checks::https_rules
