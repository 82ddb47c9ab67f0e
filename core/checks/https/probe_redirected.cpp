#include "core/base/text.hpp"
#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace megactl::checks::https_rules {

namespace {

// Is it the header by which Django is told? Where that is not known, any that proxies send may be.
bool tells_scheme(std::string_view header, const ProxyHeader& proxy) {
    if (proxy.state == ProxyHeader::State::fits) return equal_ignoring_case(header, proxy.name);
    return proxy.state == ProxyHeader::State::unknown && lower(header).find("forwarded") != std::string::npos;
}

// The same of a command, in which it stands somewhere.
bool tells_scheme_within(const std::string& command, const ProxyHeader& proxy) {
    const bool has_name =
        proxy.state == ProxyHeader::State::fits && command.find(lower(proxy.name)) != std::string::npos;
    return has_name || (proxy.state == ProxyHeader::State::unknown && command.find("forwarded") != std::string::npos);
}

// Does the check ask by plain HTTP, without saying that a proxy had it by https?
bool asks_plainly(const project::Service& service, const ProxyHeader& proxy) {
    const std::string test = lower(service.health_test);
    const bool is_own = test.find("http://localhost") != std::string::npos ||
                        test.find("http://127.0.0.1") != std::string::npos ||
                        test.find("http://0.0.0.0") != std::string::npos;
    return service.health_check == project::Service::HealthCheck::given && is_own && !service.is_unknown &&
           !tells_scheme_within(test, proxy);
}

// A question by plain HTTP, and how it may say that a proxy had it by https.
struct Question {
    std::string name;  // "the health check"
    Location at;
    std::string forwarded;  // by the header that Django is told of
};

// `X-FORWARDED-PROTO` as people write it.
std::string header_words(std::string_view name) {
    std::string words = lower(name);
    for (std::size_t i = 0; i < words.size(); ++i)
        if (i == 0 || words[i - 1] == '-') words[i] = name[i];
    return words;
}

std::optional<Question> question_to(const Facts& facts, const Site& site) {
    const ProxyHeader proxy = site.proxy_header();
    const std::string header = header_words(proxy.name);
    if (site.facts->workload) {
        const auto& probes = facts.workloads[*site.facts->workload].probes;
        const auto plain = std::ranges::find_if(probes, [&](const project::HttpProbe& probe) {
            return !probe.is_https && std::ranges::none_of(probe.headers, [&](const std::string& sent) {
                return tells_scheme(sent, proxy);
            });
        });
        if (plain == probes.end()) return std::nullopt;
        return Question{fmt::format("the {} probe", plain->role), plain->at,
                        fmt::format("`httpHeaders: [{{name: {}, value: https}}]`", header)};
    }
    const project::Service* service = facts.compose ? facts.compose->service(site.facts->service) : nullptr;
    if (service == nullptr || !asks_plainly(*service, proxy)) return std::nullopt;
    return Question{"the health check", service->health_at, fmt::format("`curl -H '{}: https' …`", header)};
}

std::optional<Finding> find(const Facts& facts, const Site& site) {
    if (site.words == nullptr || site.facts->serves_tls != false) return std::nullopt;
    const KnownFlag redirect = site.redirect();
    const Middleware middleware = site.middleware();
    if (!is_on(redirect) || middleware.may_lack_security || middleware.has_own_ahead || site.exempts_paths())
        return std::nullopt;
    const auto question = question_to(facts, site);
    if (!question) return std::nullopt;
    Finding finding =
        finding_at(probe_redirected, facts, site, question->at,
                   fmt::format("{} asks by plain HTTP, and SECURE_SSL_REDIRECT answers every such request with 301",
                               question->name),
                   "sees the redirect, not the site");
    if (redirect->at) finding.related.push_back({*redirect->at, "switches the redirect on"});
    finding.seen.push_back(redirect->said_by);
    finding.help.emplace_back(
        R"(exempt its path: `SECURE_REDIRECT_EXEMPT = [r"^healthz$"]`, which is matched without the leading `/`)");
    if (site.proxy_header().state == ProxyHeader::State::fits) {
        finding.help.push_back(fmt::format("or let it send what the proxy sends: {}", question->forwarded));
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
well; `wget`, `curl -L` and the probes of Kubernetes follow to https on the same port, fail, and a healthy
container is restarted for ever.)",
    .wrong = R"(healthcheck:
  test: curl -f http://localhost:8000/healthz       # SECURE_SSL_REDIRECT=True)",
    .right = R"(SECURE_REDIRECT_EXEMPT = [r"^healthz$"])",
    .fix = R"(Exempt the path of the check, and nothing else, from the redirect.)",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
