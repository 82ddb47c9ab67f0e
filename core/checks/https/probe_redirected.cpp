#include "core/base/text.hpp"
#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"
#include "core/project/dockerfile_commands.hpp"
#include "core/project/server_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

// Of a URL, what comes behind its host, without the port, which may be a variable: `:8000`, `:$PORT`, `:${PORT:-8000}`.
std::string_view behind_port(std::string_view rest) {
    if (!rest.starts_with(':')) return rest;
    rest.remove_prefix(1);
    if (rest.starts_with("${")) return rest.substr(std::min(rest.find('}'), rest.size() - 1) + 1);
    if (rest.starts_with('$')) rest.remove_prefix(1);
    while (!rest.empty() && is_name_character(rest.front()))
        rest.remove_prefix(1);
    return rest;
}

// The path that a text begins with, as Django matches it: without the `/` ahead. Nothing where something is filled in.
std::optional<std::string> path_for_django(std::string_view text) {
    std::string_view path = text.substr(0, text.find_first_of(" \t\n\"'`;|&<>()?#"));
    const bool is_plain = path.empty() || path.starts_with('/');
    if (!is_plain || path.find_first_of("$%\\{}*") != std::string_view::npos) return std::nullopt;
    path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
    return std::string(path);
}

// Does the URL that begins behind `before`, in a command in lower case, have the scheme `http`? Without one it does as
// an argument of curl and wget, if it is none of an option or a header.
bool begins_plain_url(std::string_view before) {
    if (before.ends_with("http://")) return true;
    constexpr std::string_view around_words = " \t\n\"'[],";
    if (before.empty() || around_words.find(before.back()) == std::string_view::npos) return false;
    std::string_view rest = before.substr(before.find_last_of(";|&(") + 1);
    std::string_view last;
    bool is_client = false;
    while (true) {
        rest.remove_prefix(std::min(rest.find_first_not_of(around_words), rest.size()));
        if (rest.empty()) break;
        last = rest.substr(0, rest.find_first_of(around_words));
        is_client = is_client || is_one_of(last.substr(last.rfind('/') + 1), {"curl", "wget"});
        rest.remove_prefix(last.size());
    }
    const bool is_of_option = last.ends_with(':') || last.ends_with('=') ||
                              is_one_of(last, {"-h", "--header", "-x", "--proxy", "-e", "--referer", "-u", "--user",
                                               "-a", "--user-agent", "-d", "--data", "--resolve", "--connect-to"});
    return is_client && !is_of_option;
}

// A request by plain HTTP that a command sends to its own container.
struct OwnRequest {
    std::optional<std::string> path{};  // as Django matches it; nothing where it isn't known, or there are several
};

std::optional<OwnRequest> own_request(const std::string& command) {
    const std::string words = lower(command);
    std::optional<OwnRequest> request;
    for (const std::string_view host : {"localhost", "127.0.0.1", "0.0.0.0"}) {
        for (std::size_t at = words.find(host); at != std::string::npos; at = words.find(host, at + 1)) {
            const std::size_t end = at + host.size();
            const bool is_longer = end < words.size() && (is_name_character(words[end]) || words[end] == '.');
            if (is_longer || !begins_plain_url(std::string_view(words).substr(0, at))) continue;
            auto path = path_for_django(behind_port(std::string_view(command).substr(end)));
            const bool is_only = !request || request->path == path;
            request = is_only ? OwnRequest{std::move(path)} : OwnRequest{};
        }
    }
    return request;
}

// Does a probe ask the server of the site? Another port may be that of an exporter in the same container.
bool asks_the_server(const project::Probe& probe, const project::Workload& workload, std::string_view started) {
    const auto named = std::ranges::find(workload.ports, probe.port, &project::ContainerPort::name);
    const bool is_named = named != workload.ports.end() && !probe.port.empty();
    const std::string& number = is_named ? named->number : probe.port;
    const std::vector<std::string_view> listened = project::ports_listened_on(started);
    if (!listened.empty()) return std::ranges::find(listened, number) != listened.end();
    const auto declared = std::ranges::find(workload.ports, number, &project::ContainerPort::number);
    if (declared == workload.ports.end()) return workload.ports.empty();
    return declared->name.find("metric") == std::string::npos && declared->name.find("prom") == std::string::npos;
}

// A question by plain HTTP, and how it may say that a proxy had it by https.
struct Question {
    std::string name;  // "the health check"
    Location at;
    std::optional<std::string> path;  // as Django matches it; nothing where it isn't known
    std::string forwarded;            // by the header that Django is told of
};

// `X-FORWARDED-PROTO` as people write it.
std::string header_words(std::string_view name) {
    std::string words = lower(name);
    for (std::size_t i = 0; i < words.size(); ++i)
        if (i == 0 || words[i - 1] == '-') words[i] = name[i];
    return words;
}

std::optional<Question> question_by_command(std::string name, const Location& at, const std::string& command,
                                            const ProxyHeader& proxy) {
    auto request = own_request(command);
    if (!request || tells_scheme_within(lower(command), proxy)) return std::nullopt;
    return Question{std::move(name), at, std::move(request->path),
                    fmt::format("`curl -H '{}: https' …`", header_words(proxy.name))};
}

std::optional<Question> question_of(const project::Probe& probe, const ProxyHeader& proxy) {
    std::string name = fmt::format("the {} probe", probe.role);
    if (!probe.command.empty()) return question_by_command(std::move(name), probe.at, probe.command, proxy);
    const bool is_told =
        std::ranges::any_of(probe.headers, [&](const std::string& sent) { return tells_scheme(sent, proxy); });
    if (probe.is_https || is_told) return std::nullopt;
    return Question{std::move(name), probe.at, path_for_django(probe.path),
                    fmt::format("`httpHeaders: [{{name: {}, value: https}}]`", header_words(proxy.name))};
}

// Of the check that a service says itself, else of its image's HEALTHCHECK.
std::optional<Question> question_of(const Facts& facts, const project::Service& service, const ProxyHeader& proxy) {
    using HealthCheck = project::Service::HealthCheck;
    if (service.is_unknown || service.health_check == HealthCheck::disabled) return std::nullopt;
    if (service.health_check == HealthCheck::given)
        return question_by_command("the health check", service.health_at, service.health_test, proxy);
    const auto& image = facts.images[static_cast<std::size_t>(&service - facts.compose->services.data())];
    if (!image) return std::nullopt;
    const project::Dockerfile& dockerfile = facts.dockerfiles[image->dockerfile];
    const project::Instruction* check = effective(dockerfile, image->stage, "HEALTHCHECK");
    if (check == nullptr) return std::nullopt;
    return question_by_command("the image's health check", dockerfile.locate(check->span), check->rest.text(), proxy);
}

std::vector<Question> questions_to(const Facts& facts, const Site& site) {
    const ProxyHeader proxy = site.proxy_header();
    std::vector<Question> questions;
    const auto add = [&](std::optional<Question> question) {
        if (question) questions.push_back(*std::move(question));
    };
    if (site.facts->workload) {
        const project::Workload& workload = facts.workloads[*site.facts->workload];
        const auto load =
            std::ranges::find(facts.workload_loads, *site.facts->workload, &project::WorkloadLoad::workload);
        for (const project::Probe& probe : workload.probes) {
            const bool is_command = !probe.command.empty();
            if (is_command || asks_the_server(probe, workload, load->started)) add(question_of(probe, proxy));
        }
        return questions;
    }
    const project::Service* service = facts.compose ? facts.compose->service(site.facts->service) : nullptr;
    if (service != nullptr) add(question_of(facts, *service, proxy));
    return questions;
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

std::optional<Finding> find(const Facts& facts, const Site& site) {
    if (site.words == nullptr || site.facts->serves_tls != false) return std::nullopt;
    const KnownFlag redirect = site.redirect();
    const Middleware middleware = site.middleware();
    if (!is_on(redirect) || middleware.may_lack_security || middleware.has_own_ahead) return std::nullopt;
    const std::vector<Question> questions = questions_to(facts, site);
    const auto question =
        std::ranges::find_if(questions, [&](const Question& asked) { return site.exempts(asked.path) == false; });
    if (question == questions.end()) return std::nullopt;
    Finding finding =
        finding_at(probe_redirected, facts, site, question->at,
                   fmt::format("{} asks by plain HTTP, and SECURE_SSL_REDIRECT answers every such request with 301",
                               question->name),
                   "sees the redirect, not the site");
    if (redirect->at) finding.related.push_back({*redirect->at, "switches the redirect on"});
    if (const auto at = site.exemptions_at(); at && question->path) {
        finding.related.push_back({*at, fmt::format("nothing in it matches `/{}`, which comes without its first `/`",
                                                    escape_controls(*question->path))});
    }
    finding.seen.push_back(redirect->said_by);
    finding.help.push_back(
        fmt::format("exempt its path: `SECURE_REDIRECT_EXEMPT = [r\"{}\"]`, which is matched without the leading `/`",
                    escape_controls(pattern_of(question->path.value_or("healthz")))));
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
container is restarted for ever.

A probe of Kubernetes is judged where it asks a port that the server is told to listen on or, where nothing
tells that, one that the container declares.)",
    .wrong = R"(healthcheck:
  test: curl -f http://localhost:8000/healthz       # SECURE_SSL_REDIRECT=True)",
    .right = R"(SECURE_REDIRECT_EXEMPT = [r"^healthz$"])",
    .fix = R"(Exempt the path of the check, and nothing else, from the redirect. Django searches it, without its first
`/`, for each pattern of SECURE_REDIRECT_EXEMPT: `^/healthz$` never matches. Patterns and paths that can't be
read without running the settings are taken for exemptions.)",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
