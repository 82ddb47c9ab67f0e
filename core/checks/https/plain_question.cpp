#include "core/checks/https/plain_question.hpp"

#include "core/base/text.hpp"
#include "core/checks/https/said.hpp"
#include "core/project/dockerfile_commands.hpp"
#include "core/project/server_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace megactl::checks::https_rules {

namespace {

// Of a list, of a shell's words and of words in quotes.
constexpr std::string_view around_words = " \t\n\"'[],";

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

// Of the same its port, where that is a number.
std::string port_ahead(std::string_view rest) {
    if (!rest.starts_with(':')) return "80";
    rest.remove_prefix(1);
    return {rest.begin(), std::ranges::find_if_not(rest, is_digit)};
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
    if (before.empty() || around_words.find(before.back()) == std::string_view::npos) return false;
    const std::vector<std::string_view> words = words_of(before.substr(before.find_last_of(";|&(") + 1));
    if (std::ranges::none_of(words, is_http_client)) return false;
    const std::string_view last = words.back();
    const bool is_of_option = last.ends_with(':') || last.ends_with('=') ||
                              is_one_of(last, {"-h", "--header", "-x", "--proxy", "-e", "--referer", "-u", "--user",
                                               "-a", "--user-agent", "-d", "--data", "--resolve", "--connect-to"});
    return !is_of_option;
}

// A request by plain HTTP that a command sends to its own container.
struct OwnRequest {
    std::optional<std::string> path{};  // nothing where it isn't known, or there are several
    std::string port{};                 // empty likewise
};

std::optional<OwnRequest> own_request(const std::string& command) {
    const std::string words = lower(command);
    std::optional<OwnRequest> request;
    for (const std::string_view host : {"localhost", "127.0.0.1", "0.0.0.0"}) {
        for (std::size_t at = words.find(host); at != std::string::npos; at = words.find(host, at + 1)) {
            const std::size_t end = at + host.size();
            const bool is_longer = end < words.size() && (is_name_character(words[end]) || words[end] == '.');
            if (is_longer || !begins_plain_url(std::string_view(words).substr(0, at))) continue;
            const std::string_view rest = std::string_view(command).substr(end);
            OwnRequest found{path_for_django(behind_port(rest)), port_ahead(rest)};
            if (request && request->path != found.path) found.path.reset();
            if (request && request->port != found.port) found.port.clear();
            request = std::move(found);
        }
    }
    return request;
}

// The number of the port that a probe asks by HTTP, by its name or as written.
const std::string& port_of(const project::Probe& probe, const project::Workload& workload) {
    const auto named = std::ranges::find(workload.ports, probe.port, &project::ContainerPort::name);
    return named == workload.ports.end() || probe.port.empty() ? probe.port : named->number;
}

// Where a server of other people's listens that is told nothing else; empty where that isn't known.
std::string usual_port(const Site& site) {
    const std::string& started = site.facts->started;
    if (started.find("gunicorn") != std::string::npos) {
        if (const project::SuppliedValue* port = site.facts->supply.find("PORT"))
            return port->value ? std::string(trim(port->value->reveal())) : std::string();
    }
    if (started.find("waitress-serve") != std::string::npos) return "8080";
    constexpr std::array<std::string_view, 6> at_8000{"gunicorn",  "uvicorn", "daphne",
                                                      "hypercorn", "granian", "runserver"};
    const bool is_known = std::ranges::any_of(
        at_8000, [&](std::string_view server) { return started.find(server) != std::string::npos; });
    return is_known ? "8000" : "";
}

// Of the ports of a service that are written short (`8000:8000`, `127.0.0.1:80:8000/tcp`) those of its container.
std::vector<std::string> container_ports(const project::Service& service) {
    std::vector<std::string> ports;
    for (const project::ComposeText& mapping : service.ports) {
        const std::string_view text = std::string_view(mapping.text).substr(0, mapping.text.find('/'));
        ports.emplace_back(text.substr(text.rfind(':') + 1));
    }
    return ports;
}

// Where nothing tells where the server listens: is it the port by which others reach the container? Another may be that
// of an exporter beside it.
bool is_declared(const Facts& facts, const Site& site, const std::string& port) {
    if (site.facts->workload) {
        const auto& declared = facts.workloads[*site.facts->workload].ports;
        const auto found = std::ranges::find(declared, port, &project::ContainerPort::number);
        return found != declared.end() && found->name.find("metric") == std::string::npos &&
               found->name.find("prom") == std::string::npos;
    }
    const project::Service* service = facts.compose ? facts.compose->service(site.facts->service) : nullptr;
    return service != nullptr && !service->has_long_ports && container_ports(*service) == std::vector{port};
}

std::optional<PlainQuestion> question_by_command(std::string name, const Location& at, const std::string& command) {
    auto request = own_request(command);
    if (!request) return std::nullopt;
    return PlainQuestion{.name = std::move(name),
                         .at = at,
                         .path = std::move(request->path),
                         .port = std::move(request->port),
                         .command = command};
}

std::optional<PlainQuestion> question_of(const project::Probe& probe, const project::Workload& workload) {
    std::string name = fmt::format("the {} probe", probe.role);
    if (!probe.command.empty()) return question_by_command(std::move(name), probe.at, probe.command);
    if (probe.is_https) return std::nullopt;
    return PlainQuestion{.name = std::move(name),
                         .at = probe.at,
                         .path = path_for_django(probe.path),
                         .port = port_of(probe, workload),
                         .headers = probe.headers};
}

// Of the check that a service says itself, else of its image's HEALTHCHECK.
std::optional<PlainQuestion> question_of(const Facts& facts, const project::Service& service) {
    using HealthCheck = project::Service::HealthCheck;
    if (service.is_unknown || service.health_check == HealthCheck::disabled) return std::nullopt;
    if (service.health_check == HealthCheck::given)
        return question_by_command("the health check", service.health_at, service.health_test);
    const auto& image = facts.images[static_cast<std::size_t>(&service - facts.compose->services.data())];
    if (!image) return std::nullopt;
    const project::Dockerfile& dockerfile = facts.dockerfiles[image->dockerfile];
    const project::Instruction* check = effective(dockerfile, image->stage, "HEALTHCHECK");
    if (check == nullptr) return std::nullopt;
    return question_by_command("the image's health check", dockerfile.locate(check->span), check->rest.text());
}

}  // namespace

std::vector<std::string_view> words_of(std::string_view command) {
    std::vector<std::string_view> words;
    while (true) {
        command.remove_prefix(std::min(command.find_first_not_of(around_words), command.size()));
        if (command.empty()) return words;
        words.push_back(command.substr(0, command.find_first_of(around_words)));
        command.remove_prefix(words.back().size());
    }
}

bool is_http_client(std::string_view word) {
    return is_one_of(word.substr(word.rfind('/') + 1), {"curl", "wget"});
}

std::optional<bool> listens_on(const Site& site, const std::string& port) {
    const std::string& started = site.facts->started;
    const std::vector<std::string_view> said = project::ports_listened_on(started);
    if (!said.empty()) return std::ranges::find(said, port) != said.end();
    if (project::says_where_it_listens(started)) return false;  // at a socket, or where a variable says
    if (project::starts_common_server(started)) {
        const std::string usual = usual_port(site);
        return usual.empty() ? std::nullopt : std::optional(usual == port);
    }
    constexpr std::string_view variable = "SERVER_PORT";
    const project::SuppliedValue* supplied = site.facts->supply.find(variable);
    if (supplied != nullptr) return supplied->value && trim(supplied->value->reveal()) == port;
    if (site.facts->supply.is_open || site.words == nullptr) return std::nullopt;
    const auto& reads = site.words->all->reads;
    const auto read = std::ranges::find(reads, variable, &project::VariableRead::name);
    if (read == reads.end() || !read->default_is_literal) return std::nullopt;
    return read->default_text == port;
}

std::vector<PlainQuestion> plain_questions(const Facts& facts, const Site& site) {
    std::vector<PlainQuestion> questions;
    const auto add = [&](std::optional<PlainQuestion> question) {
        const bool is_asked = question && !question->port.empty() &&
                              listens_on(site, question->port).value_or(is_declared(facts, site, question->port));
        if (is_asked) questions.push_back(*std::move(question));
    };
    if (site.facts->workload) {
        const project::Workload& workload = facts.workloads[*site.facts->workload];
        for (const project::Probe& probe : workload.probes)
            add(question_of(probe, workload));
        return questions;
    }
    const project::Service* service = facts.compose ? facts.compose->service(site.facts->service) : nullptr;
    if (service != nullptr) add(question_of(facts, *service));
    return questions;
}

}  // namespace megactl::checks::https_rules
