#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <optional>

namespace megactl::checks::https_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Site& site) {
    const bool applies = site.is_plain() && is_on(site.trusts_proxy()) && !may_have_proxy(facts, site);
    if (!applies) return std::nullopt;
    Finding finding = finding_about(proxy_trust_without_proxy, facts, site, *site.trusts_proxy(),
                                    "TRUST_PROXY_HEADERS is on, and nothing else speaks of a proxy: clients can claim "
                                    "any address");
    finding.help.emplace_back("`TRUST_PROXY_HEADERS=False` where browsers reach the server directly");
    finding.help.emplace_back(
        R"(behind a proxy that speaks TLS: `SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")`)");
    return finding;
}

}  // namespace

constinit const Rule proxy_trust_without_proxy{
    .id = "https/proxy-trust-without-proxy",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .summary = "a proxy's headers are trusted, and there is no sign of a proxy",
    .why = R"(With TRUST_PROXY_HEADERS the client's address is the first entry of X-Forwarded-For. Without a proxy that
overwrites it, whoever asks writes that header. It does not tell Django that a request came by https:
that is SECURE_PROXY_SSL_HEADER's work, and its absence is why nothing here speaks of a proxy.

It is silent where the compose file starts a proxy (nginx, Caddy, Traefik, HAProxy, Envoy, Apache), or
FORWARDED_ALLOW_IPS names one.)",
    .wrong = R"(TRUST_PROXY_HEADERS=True      # plain HTTP, no proxy)",
    .right = R"(TRUST_PROXY_HEADERS=False)",
    .fix = R"(Set it off, or set SECURE_PROXY_SSL_HEADER to the header by which the proxy says `https`.)",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
