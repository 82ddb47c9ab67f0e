#include "core/base/text.hpp"
#include "core/checks/env/rules.hpp"
#include "core/checks/started.hpp"
#include "core/project/server_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace megactl::checks::env_rules {
namespace {

using project::ComposeText;
using project::ContainerVariable;
using project::Interpolation;
using project::Service;

// The container's side of `HOST:CONTAINER`, where it is a number; as written, for a variable there moves with the
// other.
std::string_view fixed_container_port(const ComposeText& port) {
    std::string_view written = port.at.text();
    while (!written.empty() && (written.back() == '"' || written.back() == '\''))
        written.remove_suffix(1);
    const std::size_t colon = written.rfind(':');
    if (colon == std::string_view::npos) return {};
    const std::string_view side = written.substr(colon + 1);
    const std::string_view number = side.substr(0, side.find('/'));
    return !number.empty() && std::ranges::all_of(number, is_digit) ? number : std::string_view();
}

// Does the text hold this word, with nothing of a name or number around it?
bool has_word(std::string_view text, std::string_view word) {
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at == 0 || !is_name_character(text[at - 1])) && (end == text.size() || !is_name_character(text[end])))
            return true;
    }
    return false;
}

// May what is started listen where the variable says? A port that stands in the command doesn't move, nor does the one
// that a server takes when nobody says any.
bool may_listen_by(std::string_view name, std::string_view started, std::string_view number) {
    if (trim(started).empty()) return false;  // the base image's own, whatever that reads
    if (has_word(started, name)) return true;
    if (has_word(started, number)) return false;
    if (has_word(started, "gunicorn"))
        return name == "PORT" || has_word(started, "-c") || has_word(started, "--config");
    const auto is_started = [&](std::string_view program) { return has_word(started, program); };
    return std::ranges::none_of(project::application_servers(), is_started) &&
           std::ranges::none_of(std::initializer_list<std::string_view>{"runserver", "runserver_plus", "celery"},
                                is_started);
}

// The variable of the container that moves with this name.
const ContainerVariable* moved_by(const Service& service, std::string_view name) {
    const auto found = std::ranges::find_if(service.environment, [&](const ContainerVariable& given) {
        const bool is_port = given.name == "PORT" || given.name.ends_with("_PORT");
        const bool is_passed = given.is_passthrough && given.name == name;
        return is_port && (is_passed || std::ranges::any_of(given.interpolations, [&](const Interpolation& part) {
                               return part.name == name;
                           }));
    });
    return found == service.environment.end() ? nullptr : &*found;
}

std::optional<Finding> finding_of(const Facts& facts, std::size_t index, const ComposeText& port) {
    const Service& service = facts.compose->services[index];
    const std::string_view number = fixed_container_port(port);
    if (number.empty()) return std::nullopt;
    for (const Interpolation& part : port.interpolations) {
        const ContainerVariable* given = moved_by(service, part.name);
        // A variable of another server (`DB_PORT`) decides nothing here, unless it says the very port.
        const bool says_the_port = given != nullptr && given->value && *given->value == number;
        if (!says_the_port || !may_listen_by(given->name, started_text(facts, index), number)) continue;
        Finding finding;
        finding.severity = service.profiles.empty() ? port_drives_both_sides.severity_in(facts.mode) : Severity::note;
        finding.headline =
            fmt::format("{} moves the port inside {}, and the mapping stays at {}", part.name, service.name, number);
        finding.primary = Label{port.at, fmt::format("the container's side is {} whatever {} says", number, part.name)};
        finding.related.push_back({given->at, "makes the program listen there"});
        finding.help = {
            fmt::format("`{}: \"{}\"` inside, and {} for the host's side alone", given->name, number, part.name),
            "or the variable on both sides of the mapping"};
        finding.variable = part.name;
        finding.service = service.name;
        finding.phase = "runtime";
        return finding;
    }
    return std::nullopt;
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose) return findings;
    const auto& services = facts.compose->services;
    for (std::size_t i = 0; i < services.size(); ++i) {
        if (!facts.images[i] || (!facts.service_filter.empty() && services[i].name != facts.service_filter)) continue;
        constexpr std::size_t most_ports = 100;
        const std::span<const ComposeText> ports = services[i].ports;
        for (const ComposeText& port : ports.first(std::min(ports.size(), most_ports))) {
            if (auto finding = finding_of(facts, i, port)) findings.push_back(*std::move(finding));
        }
    }
    return findings;
}

}  // namespace

constinit const Rule port_drives_both_sides{
    .id = "env/port-drives-both-sides",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "one variable moves the published port and the listening port, and the mapping only one of them",
    .why = R"(With the default everything fits. Whoever sets the variable to publish another port makes the program
listen there too, while the mapping still leads to the old one inside: the site is up, healthy, and not
reachable.)",
    .wrong = R"(ports: ["${SERVER_PORT:-8000}:8000"]
environment:
  SERVER_PORT: ${SERVER_PORT:-8000})",
    .right = R"(ports: ["${SERVER_PORT:-8000}:8000"]
environment:
  SERVER_PORT: "8000")",
    .fix = R"(Fix the port inside and let the variable move the host's side; or write the variable on both sides.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
