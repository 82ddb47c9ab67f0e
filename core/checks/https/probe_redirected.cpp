#include "core/base/text.hpp"
#include "core/checks/https/https_site.hpp"
#include "core/checks/https/plain_question.hpp"
#include "core/checks/https/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

// Does the question say that a proxy had it by https?
bool tells_scheme(const PlainQuestion& question, const ProxyHeader& proxy) {
    return question.command.empty()
               ? std::ranges::any_of(question.headers,
                                     [&](const std::string& header) { return tells_scheme(header, proxy); })
               : tells_scheme_within(lower(question.command), proxy);
}

// `X-FORWARDED-PROTO` as people write it.
std::string header_words(std::string_view name) {
    std::string words = lower(name);
    for (std::size_t i = 0; i < words.size(); ++i)
        if (i == 0 || words[i - 1] == '-') words[i] = name[i];
    return words;
}

// How it would say so.
std::string forwarded_words(const PlainQuestion& question, const ProxyHeader& proxy) {
    const std::string header = header_words(proxy.name);
    return question.command.empty() ? fmt::format("`httpHeaders: [{{name: {}, value: https}}]`", header)
                                    : fmt::format("`curl -H '{}: https' …`", header);
}

// A pattern that matches this path alone.
std::string pattern_of(std::string_view path) {
    std::string pattern = "^";
    for (const char c : path) {
        if (!is_name_character(c) && c != '/' && c != '-') pattern += '\\';
        pattern += c;
    }
    return pattern + "$";
}

Finding finding_about(const Facts& facts, const Site& site, const PlainQuestion& question, const ProxyHeader& proxy) {
    const KnownFlag redirect = site.redirect();
    Finding finding =
        finding_at(probe_redirected, facts, site, question.at,
                   fmt::format("{} asks by plain HTTP, and SECURE_SSL_REDIRECT answers every such request with 301",
                               question.name),
                   "sees the redirect, not the site");
    if (redirect->at) finding.related.push_back({*redirect->at, "switches the redirect on"});
    if (const auto at = site.exemptions_at(); at && question.path) {
        finding.related.push_back({*at, fmt::format("nothing in it matches `/{}`, which comes without its first `/`",
                                                    escape_controls(*question.path))});
    }
    finding.seen.push_back(redirect->said_by);
    finding.help.push_back(
        fmt::format("exempt its path: `SECURE_REDIRECT_EXEMPT = [r\"{}\"]`, which is matched without the leading `/`",
                    escape_controls(pattern_of(question.path.value_or("healthz")))));
    if (proxy.state == ProxyHeader::State::fits)
        finding.help.push_back("or let it send what the proxy sends: " + forwarded_words(question, proxy));
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    for_each_site(facts, [&](const Site& site) {
        if (site.words == nullptr || site.facts->serves_tls != false) return;
        const Middleware middleware = site.middleware();
        if (!is_on(site.redirect()) || middleware.may_lack_security || middleware.has_own_ahead) return;
        const ProxyHeader proxy = site.proxy_header();
        for (const PlainQuestion& question : plain_questions(facts, site)) {
            if (!tells_scheme(question, proxy) && site.exempts(question.path) == false)
                findings.push_back(finding_about(facts, site, question, proxy));
        }
    });
    return findings;
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
container is restarted for ever.

It is judged where it asks a port at which the server is known to listen: by its command, by SERVER_PORT, or
by what gunicorn, uvicorn and others do untold. Where nothing tells that, it is one that the container of
Kubernetes declares, or the only one of `ports:` in Compose. What asks an exporter beside it is left alone.)",
    .wrong = R"(healthcheck:
  test: curl -f http://localhost:8000/healthz       # SECURE_SSL_REDIRECT=True)",
    .right = R"(SECURE_REDIRECT_EXEMPT = [r"^healthz$"])",
    .fix = R"(Exempt the path of the check, and nothing else, from the redirect. Django searches it, without its first
`/`, for each pattern of SECURE_REDIRECT_EXEMPT: `^/healthz$` never matches. Patterns and paths that can't be
read without running the settings are taken for exemptions.)",
    .judge = judge,
};

}  // namespace megactl::checks::https_rules
