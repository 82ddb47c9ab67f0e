#include "core/checks/https/plain_question.hpp"

#include "core/base/text.hpp"
#include "core/project/dockerfile_commands.hpp"
#include "core/project/server_command.hpp"

#include <fmt/format.h>

#include <algorithm>
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

// Is it that of the server of the site? Another may be that of an exporter in the same container.
bool is_of_the_server(const std::string& port, const project::Workload& workload, std::string_view started) {
    const std::vector<std::string_view> listened = project::ports_listened_on(started);
    if (!listened.empty()) return std::ranges::find(listened, port) != listened.end();
    const auto declared = std::ranges::find(workload.ports, port, &project::ContainerPort::number);
    if (declared == workload.ports.end()) return workload.ports.empty();
    return declared->name.find("metric") == std::string::npos && declared->name.find("prom") == std::string::npos;
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

std::optional<PlainQuestion> question_of(const project::Probe& probe, const project::Workload& workload,
                                         std::string_view started) {
    std::string name = fmt::format("the {} probe", probe.role);
    if (!probe.command.empty()) return question_by_command(std::move(name), probe.at, probe.command);
    const std::string& port = port_of(probe, workload);
    if (probe.is_https || !is_of_the_server(port, workload, started)) return std::nullopt;
    return PlainQuestion{.name = std::move(name),
                         .at = probe.at,
                         .path = path_for_django(probe.path),
                         .port = port,
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

std::vector<PlainQuestion> plain_questions(const Facts& facts, const Site& site) {
    std::vector<PlainQuestion> questions;
    const auto add = [&](std::optional<PlainQuestion> question) {
        if (question) questions.push_back(*std::move(question));
    };
    if (site.facts->workload) {
        const project::Workload& workload = facts.workloads[*site.facts->workload];
        for (const project::Probe& probe : workload.probes)
            add(question_of(probe, workload, site.facts->started));
        return questions;
    }
    const project::Service* service = facts.compose ? facts.compose->service(site.facts->service) : nullptr;
    if (service != nullptr) add(question_of(facts, *service));
    return questions;
}

}  // namespace megactl::checks::https_rules
