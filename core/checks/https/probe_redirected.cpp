#include "core/base/text.hpp"
#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <optional>

namespace megactl::checks::https_rules {

namespace {

// Does the check ask by plain HTTP, without saying that a proxy had it by https?
bool asks_plainly(const project::Service& service) {
    const std::string test = lower(service.health_test);
    const bool is_own = test.find("http://localhost") != std::string::npos ||
                        test.find("http://127.0.0.1") != std::string::npos ||
                        test.find("http://0.0.0.0") != std::string::npos;
    return service.health_check == project::Service::HealthCheck::given && is_own && !service.is_unknown &&
           test.find("forwarded") == std::string::npos;
}

std::optional<Finding> find(const Facts& facts, const Site& site) {
    const bool redirects = is_on(site.redirect) && !site.middleware.may_lack_security && !site.exempts_paths;
    if (!redirects || site.settings == nullptr || site.facts->serves_tls != false || !facts.compose)
        return std::nullopt;
    const project::Service* service = facts.compose->service(site.facts->service);
    if (service == nullptr || !asks_plainly(*service)) return std::nullopt;
    Finding finding = finding_at(probe_redirected, facts, site, service->health_at,
                                 "the health check asks by plain HTTP, and SECURE_SSL_REDIRECT answers every such "
                                 "request with 301",
                                 "sees the redirect, not the site");
    if (site.redirect->at) finding.related.push_back({*site.redirect->at, "switches the redirect on"});
    finding.seen.push_back(site.redirect->said_by);
    finding.help.emplace_back(
        R"(exempt its path: `SECURE_REDIRECT_EXEMPT = [r"^healthz$"]`, which is matched without the leading `/`)");
    if (site.proxy_header.state == ProxyHeader::State::fits) {
        finding.help.emplace_back("or let it send what the proxy sends: `curl -H 'X-Forwarded-Proto: https' …`");
    }
    return finding;
}

}  // namespace

constinit const Rule probe_redirected{
    .id = "https/probe-redirected",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .summary = "a health check by plain HTTP sees only the redirect",
    .why = R"(A container's health check asks the server directly, by plain HTTP, and SECURE_SSL_REDIRECT sends it to
https, where the container does not answer. `curl -f` takes 301 for health, so that a broken site looks
well; `wget` and `curl -L` follow, fail, and a healthy container is restarted for ever.)",
    .wrong = R"(healthcheck:
  test: curl -f http://localhost:8000/healthz       # SECURE_SSL_REDIRECT=True)",
    .right = R"(SECURE_REDIRECT_EXEMPT = [r"^healthz$"])",
    .fix = R"(Exempt the path of the check, and nothing else, from the redirect.)",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
