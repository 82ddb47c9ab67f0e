#include "core/base/text.hpp"
#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <algorithm>
#include <optional>

namespace megactl::checks::https_rules {

namespace {

// The port of the host in `443:8443`, `127.0.0.1:443:8443/tcp`; empty where Docker chooses one.
std::string_view host_port(std::string_view published) {
    const std::size_t last = published.rfind(':');
    if (last == std::string_view::npos) return {};
    const std::string_view before = published.substr(0, last);
    return before.substr(before.rfind(':') + 1);  // all of it without a further `:`
}

bool publishes(const project::Service& service, std::string_view port) {
    return std::ranges::any_of(service.ports,
                               [&](const project::ComposeText& text) { return host_port(text.text) == port; });
}

// A range, a port that Docker chooses, the long form: anything but single ports of the host.
bool is_hard_to_tell(const project::Service& service) {
    return service.has_long_ports || service.is_unknown ||
           std::ranges::any_of(service.ports, [](const project::ComposeText& text) {
               const std::string_view port = host_port(text.text);
               return port.empty() || !std::ranges::all_of(port, is_digit);
           });
}

std::optional<Finding> find(const Facts& facts, const Site& site) {
    if (!site.serves_tls() || !is_on(site.redirect()) || !facts.compose) return std::nullopt;
    const auto& services = facts.compose->services;
    const project::Service* service = facts.compose->service(site.facts->service);
    const bool is_certain = service != nullptr && std::ranges::none_of(services, is_hard_to_tell);
    if (!is_certain || !publishes(*service, "443")) return std::nullopt;
    const auto answers_plainly = [](const project::Service& other) { return publishes(other, "80"); };
    if (std::ranges::any_of(services, answers_plainly)) return std::nullopt;
    Finding finding =
        finding_at(no_plain_listener, facts, site, service->ports.front().at,
                   "SECURE_SSL_REDIRECT is on, and nothing answers plain HTTP at port 80", "443 alone is published");
    finding.seen.push_back(site.redirect()->said_by);
    finding.help.emplace_back("publish port 80 as well, with a listener that redirects: `--listen 0.0.0.0:80`");
    return finding;
}

}  // namespace

constinit const Rule no_plain_listener{
    .id = "https/no-plain-listener",
    .severity = {.production = Severity::note, .development = Severity::note},
    .phase = Phase::runtime,
    .summary = "plain requests are to be redirected, and none can arrive",
    .why = R"(Who types a host without `https://` may be sent to port 80 first. Where nothing listens there the redirect
that SECURE_SSL_REDIRECT promises never happens, and the visitor sees a connection refused.)",
    .wrong = R"(ports: ["443:8443"])",
    .right = R"(ports: ["443:8443", "80:8080"])",
    .fix = R"(Add a second listener for plain HTTP, or leave it where all visitors come by links to https.)",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
