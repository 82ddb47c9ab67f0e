#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <optional>

namespace megactl::checks::https_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Site& site) {
    const bool applies = site.has_no_https() && is_on(site.redirect()) && !site.middleware().may_lack_security &&
                         site.facts->supply.find("FORWARDED_ALLOW_IPS") == nullptr;
    if (!applies) return std::nullopt;
    Finding finding = finding_about(redirect_loop, facts, site, *site.redirect(),
                                    "SECURE_SSL_REDIRECT is on, TLS ends elsewhere, and no SECURE_PROXY_SSL_HEADER "
                                    "says so: an endless redirect");
    if (!site.facts->is_said) {
        finding.severity = Severity::warning;
        finding.notes.emplace_back("nothing says how the site is run: a server may tell Django by itself");
    }
    if (site.words == nullptr) {
        finding.severity = Severity::warning;
        finding.notes.emplace_back("the settings were not found: they may name the header");
    }
    finding.help.emplace_back(
        R"(behind a proxy: `SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")`, and in nginx )"
        "`proxy_set_header X-Forwarded-Proto $scheme;`");
    finding.help.emplace_back("without one: `SECURE_SSL_REDIRECT=False`, or certificate and key for the server");
    return finding;
}

}  // namespace

constinit const Rule redirect_loop{
    .id = "https/redirect-loop",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::runtime,
    .summary = "every request is sent to https, and none will ever count as one",
    .why = R"(With SECURE_SSL_REDIRECT Django sends every request that is not secure to https. Where TLS ends ahead of
it, at a proxy, all requests arrive as plain HTTP: Django redirects, the browser comes back by https, the
proxy passes it on as plain HTTP, Django redirects, until the browser says ERR_TOO_MANY_REDIRECTS. Django
has to be told by which header the proxy says `https`. Without a proxy the redirect goes to a port where
nobody answers.

Django's own `check --deploy` does not see it. It is silent where the server may tell Django by itself:
FORWARDED_ALLOW_IPS, an option, a configuration file of gunicorn, uWSGI. `megactl tls probe` follows the
redirects of a running server, of HTTPS and, at port 443, of plain HTTP at port 80, and tells of a loop
and of more than ten of them.)",
    .wrong = R"(SECURE_SSL_REDIRECT = True)",
    .right = R"(SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https"))",
    .fix = R"(Set SECURE_PROXY_SSL_HEADER to the header that the proxy sets, and let the proxy overwrite what clients
send (`proxy_set_header X-Forwarded-Proto $scheme;`). Or leave the redirect to the proxy.)",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
