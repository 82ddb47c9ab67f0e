#include "core/base/text.hpp"
#include "core/checks/env/rules.hpp"
#include "core/checks/env/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace megactl::checks::env_rules {
namespace {

using project::ContainerVariable;
using project::Interpolation;
using project::Service;

using Told = std::set<std::pair<const SourceText*, std::size_t>>;

bool is_first_time(Told& told, const Location& at) {
    return told.emplace(at.source.get(), at.span.begin).second;
}

// A `$word` without braces in the middle of a secret: nobody writes a reference so.
const Interpolation* accident_in(const ContainerVariable& given) {
    for (const Interpolation& part : given.interpolations) {
        const bool is_bare = part.at.span.begin > 0 && part.at.text().find('{') == std::string_view::npos;
        if (is_bare && part.operation.empty() && part.found == project::NameSource::nowhere) return &part;
    }
    return nullptr;
}

// Is the reference all there is (`KEY: $KEY`), so that it is meant?
bool is_whole_value(const ContainerVariable& given, const Interpolation& part) {
    return given.interpolations.size() == 1 && given.value && given.value->empty() && part.at.text().size() > 1;
}

Finding base_finding(const Facts& facts, const Service& service, Location at, std::string words) {
    Finding finding;
    finding.severity = service.profiles.empty() ? dollar_interpolated.severity_in(facts.mode) : Severity::note;
    finding.primary = Label{std::move(at), std::move(words)};
    finding.service = service.name;
    finding.phase = "runtime";
    return finding;
}

void judge_literals(const Facts& facts, const Service& service, Told& told, Findings& findings) {
    for (const ContainerVariable& given : service.environment) {
        if (given.kind != ContainerVariable::Kind::environment || !holds_secret(given.name)) continue;
        const Interpolation* part = accident_in(given);
        if (part == nullptr || is_whole_value(given, *part) || !is_first_time(told, part->at)) continue;
        Finding finding = base_finding(facts, service, part->at, "nothing has this name: it vanishes from the value");
        finding.headline = fmt::format("a `$` in {} is taken for a variable", given.name);
        finding.help = {"`$$` for a literal `$`"};
        finding.variable = given.name;
        findings.push_back(std::move(finding));
    }
}

// Where a `$` of an env file's value begins something, outside single quotes; nothing where it is literal.
std::optional<std::size_t> dollar_in(std::string_view value) {
    if (value.starts_with('\'')) return std::nullopt;
    for (std::size_t at = value.find('$'); at != std::string_view::npos; at = value.find('$', at + 1)) {
        if (at > 0 && value[at - 1] == '\\') continue;
        if (at + 1 >= value.size()) return std::nullopt;
        const char next = value[at + 1];
        if (next == '$' || next == '_' || is_letter(next)) return at;
    }
    return std::nullopt;
}

void judge_env_files(const Facts& facts, const Service& service, Told& told, Findings& findings) {
    for (const ContainerVariable& given : service.environment) {
        if (given.kind != ContainerVariable::Kind::env_file || !holds_secret(given.name) || !given.value) continue;
        const std::string_view entry = given.at.text();
        const std::size_t equals = entry.find('=');
        if (equals == std::string_view::npos) continue;
        const std::string_view value = trim(entry.substr(equals + 1));
        const auto dollar = dollar_in(value);
        // `format: raw` takes it as it is.
        if (!dollar || given.value->find(value) != std::string::npos) continue;
        if (!is_first_time(told, given.at)) continue;
        // The entry may hold a secret, so only its name is pointed at.
        const Location name{given.at.source, {given.at.span.begin, given.at.span.begin + equals}};
        Finding finding = base_finding(facts, service, name, "what the container gets is another text");
        finding.headline = fmt::format("a `$` in the value of {} is taken for a variable", given.name);
        finding.help = {"single quotes round the value, which every reader of such files but `docker run` understands",
                        "or `format: raw` beside its `path:` in `env_file:`"};
        finding.variable = given.name;
        findings.push_back(std::move(finding));
    }
}

// `command: sh -c 'echo $NAME'`: Compose fills it in before the container's shell sees it.
void judge_command(const Facts& facts, const Service& service, Told& told, Findings& findings) {
    if (!service.command_at.source) return;
    for (const Interpolation& blank : facts.compose->blanks) {
        const bool is_within = blank.at.source == service.command_at.source &&
                               blank.at.span.begin >= service.command_at.span.begin &&
                               blank.at.span.end <= service.command_at.span.end;
        if (!is_within) continue;
        const auto given = std::ranges::find(service.environment, blank.name, &ContainerVariable::name);
        if (given == service.environment.end() || given->is_passthrough || !is_first_time(told, blank.at)) continue;
        // Where the same name is asked for beside it, whoever deploys sets it for Compose too.
        const bool comes_from_outside = std::ranges::any_of(
            given->interpolations, [&](const Interpolation& part) { return part.name == blank.name; });
        Finding finding = base_finding(facts, service, blank.at, "empty: Compose does not look into `environment`");
        if (comes_from_outside) finding.severity = Severity::note;
        finding.headline = fmt::format("{} is filled in by Compose, not in the container", blank.name);
        finding.related.push_back({given->at, "what the container has"});
        finding.help = {fmt::format("`$${}`: then the container's shell fills it in", blank.name)};
        finding.variable = blank.name;
        findings.push_back(std::move(finding));
    }
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose) return findings;
    Told told;
    for (const Service& service : facts.compose->services) {
        if (!facts.service_filter.empty() && service.name != facts.service_filter) continue;
        judge_literals(facts, service, told, findings);
        judge_env_files(facts, service, told, findings);
        judge_command(facts, service, told, findings);
    }
    return findings;
}

}  // namespace

constinit const Rule dollar_interpolated{
    .id = "env/dollar-interpolated",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "a `$` that was meant literally, or for the container, is filled in by Compose",
    .why =
        R"(Compose replaces `$NAME` in every value of its files and of env files before any container starts, and `$$` by
`$`. A generated password with a `$` in it loses a piece and the login fails; `$NAME` in a `command:` is empty, for
Compose knows the caller's names and those of `.env`, not the service's `environment`.)",
    .wrong = R"(services:
  db:
    environment:
      POSTGRES_PASSWORD: pa$word
  web:
    environment: {PORT: "8000"}
    command: sh -c "gunicorn -b 0.0.0.0:$PORT config.wsgi")",
    .right = R"(services:
  db:
    environment:
      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in .env}
  web:
    environment: {PORT: "8000"}
    command: sh -c "gunicorn -b 0.0.0.0:$$PORT config.wsgi")",
    .fix = R"(`$$` for a literal `$` in the compose file; single quotes round the value, or `format: raw`, in an env
file.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
