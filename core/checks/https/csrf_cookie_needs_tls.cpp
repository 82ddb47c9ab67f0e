#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <optional>

namespace megactl::checks::https_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Site& site) {
    const bool applies = site.is_plain() && is_on(site.csrf_cookie()) && !is_on(site.csrf_in_session());
    if (!applies) return std::nullopt;
    Finding finding = finding_about(csrf_cookie_needs_tls, facts, site, *site.csrf_cookie(),
                                    "CSRF_COOKIE_SECURE is on and nothing here speaks TLS: every form is answered "
                                    "with 403, `CSRF cookie not set`");
    finding.help.emplace_back(
        R"(behind a proxy that speaks TLS: `SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")`)");
    finding.help.emplace_back("over plain HTTP: `CSRF_COOKIE_SECURE=False`");
    return finding;
}

}  // namespace

constinit const Rule csrf_cookie_needs_tls{
    .id = "https/csrf-cookie-needs-tls",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .summary = "the CSRF cookie is for https alone, and the site speaks plain HTTP",
    .why =
        R"(A browser keeps a cookie marked Secure only when it came by https. Over plain HTTP it drops the CSRF cookie
without a word, and every form is answered with 403, `CSRF cookie not set`.)",
    .wrong = R"(CSRF_COOKIE_SECURE=True     # no certificate, no proxy header)",
    .right = R"(CSRF_COOKIE_SECURE=False    # until the site speaks TLS)",
    .fix = R"(Serve the site by TLS, or set it off where plain HTTP is meant.)",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
