#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <optional>

namespace megactl::checks::https_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Site& site) {
    const bool applies = site.proxy_header().state == ProxyHeader::State::malformed;
    if (!applies) return std::nullopt;
    Finding finding = finding_at(proxy_header_malformed, facts, site, site.proxy_header().at,
                                 "SECURE_PROXY_SSL_HEADER never matches a request", "this header");
    finding.seen.push_back(site.proxy_header().fault);
    finding.help.emplace_back(R"(`SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")`)");
    return finding;
}

}  // namespace

constinit const Rule proxy_header_malformed{
    .id = "https/proxy-header-malformed",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::runtime,
    .summary = "SECURE_PROXY_SSL_HEADER is set so that it never matches",
    .why = R"(Django looks for the header under the name it has in WSGI: `X-Forwarded-Proto` is HTTP_X_FORWARDED_PROTO,
in capitals, with HTTP_ ahead and underscores. The value is what the proxy writes, `https`. A setting
that never matches leaves every request insecure: redirects loop, and HSTS is never sent.)",
    .wrong = R"(SECURE_PROXY_SSL_HEADER = ("X-Forwarded-Proto", "https"))",
    .right = R"(SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https"))",
    .fix = R"(Write the pair of the header's WSGI name and `https`.)",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
