#include "core/base/text.hpp"
#include "core/checks/env/rules.hpp"
#include "core/checks/env/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::checks::env_rules {
namespace {

using project::Interpolation;

// The variables of containers that a blank ends up in, and an env file whose value it puts out.
struct Effect {
    std::string variable;
    std::string service;
    std::optional<Location> overridden;
};

// The line of an env file that gives `name` a value; without parsing, since only a plain one tells people anything.
std::optional<Location> line_of(const project::EnvFileUse& use, std::string_view name) {
    if (!use.source) return std::nullopt;
    const std::string_view text = use.source->text();
    for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
        const bool begins_line = at == 0 || text[at - 1] == '\n';
        const std::size_t equals = at + name.size();
        if (!begins_line || equals + 1 >= text.size() || text[equals] != '=') continue;
        if (is_space(text[equals + 1])) continue;
        return Location{use.source, {at, std::min(text.find('\n', at), text.size())}};
    }
    return std::nullopt;
}

bool is_at(const Location& a, const Location& b) {
    return a.source == b.source && a.span == b.span;
}

// Is the whole value the blank one?
bool fills_with_nothing(const project::ContainerVariable& given) {
    return given.value && given.value->empty();
}

std::optional<Effect> effect_of(const project::Compose& compose, const Interpolation& blank) {
    for (const project::Service& service : compose.services) {
        for (const project::ContainerVariable& given : service.environment) {
            const auto is_this = [&](const Interpolation& part) { return is_at(part.at, blank.at); };
            if (!fills_with_nothing(given) || std::ranges::none_of(given.interpolations, is_this)) continue;
            Effect effect{given.name, service.name, std::nullopt};
            for (const project::EnvFileUse& use : service.env_files) {
                if (auto line = line_of(use, given.name)) effect.overridden = std::move(line);
            }
            return effect;
        }
    }
    return std::nullopt;
}

// Who deploys makes the `.env`, and a shell or a pipeline may set names as well. It is sure enough to warn where an env
// file meant for the container is put out, and where a `.env` that is not committed lies there, complete but for this.
Severity severity_of(const Facts& facts, const std::optional<Effect>& effect) {
    const bool is_whole = facts.has_dotenv && facts.ignored_by_git.excludes(".env");
    const bool puts_out = effect && effect->overridden;
    return is_whole || puts_out ? blank_interpolation.severity_in(facts.mode) : Severity::note;
}

Finding finding_of(const Facts& facts, const Interpolation& blank) {
    const std::optional<Effect> effect = effect_of(*facts.compose, blank);
    Finding finding;
    finding.severity = severity_of(facts, effect);
    finding.headline = fmt::format("nothing sets {}, so Compose fills in nothing", blank.name);
    finding.primary = Label{blank.at, effect ? fmt::format("{} is empty in {}", effect->variable, effect->service)
                                             : std::string("an empty text")};
    if (effect && effect->overridden) {
        finding.related.push_back({*effect->overridden, "has no effect: `environment` stands above `env_file`"});
        finding.notes = {"an `env_file:` fills containers, not the `${…}` of the compose file; that `.env` does"};
        finding.help = {fmt::format("leave {} out of `environment`: the env file sets it", effect->variable)};
    } else {
        finding.help = {fmt::format("set {} in `.env`", blank.name)};
    }
    finding.help.push_back(
        fmt::format("or `${{{0}:?set it}}` to refuse the start, `${{{0}:-…}}` for a default", blank.name));
    finding.variable = blank.name;
    finding.service = effect ? effect->service : "";
    finding.phase = "runtime";
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose) return findings;
    // Without a `.env` or a sample of one, nobody can tell what whoever deploys will set.
    const bool has_sample = !facts.sample_names.empty();
    std::vector<std::string_view> told;
    for (const Interpolation& blank : facts.compose->blanks) {
        if (std::ranges::find(told, blank.name) != told.end()) continue;
        const auto effect = effect_of(*facts.compose, blank);
        const bool puts_out = effect && effect->overridden;
        const bool is_promised = !facts.has_dotenv && facts.sample_names.contains(blank.name);
        if (is_promised || (!puts_out && !facts.has_dotenv && !has_sample)) continue;
        if (!facts.service_filter.empty() && (!effect || effect->service != facts.service_filter)) continue;
        told.push_back(blank.name);
        findings.push_back(finding_of(facts, blank));
    }
    return findings;
}

}  // namespace

constinit const Rule blank_interpolation{
    .id = "env/blank-interpolation",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "a `${NAME}` of the compose file is filled in with nothing",
    .why = R"(Where neither the caller nor `.env` has the name, Compose puts an empty text there, prints one line among
many and goes on. The variable is then set, and empty: `os.environ.get("X", "default")` gives the empty text,
and a value from an `env_file:` of the same service is put out by it. It is a warning where an env file loses
its value, and where a `.env` that git ignores lies there without the name; else a note, for a shell or a
pipeline may set it.)",
    .wrong = R"(services:
  web:
    env_file: web.env                 # DJANGO_SECRET_KEY=…
    environment:
      DJANGO_SECRET_KEY: ${DJANGO_SECRET_KEY})",
    .right = R"(services:
  web:
    env_file: web.env)",
    .fix = R"(Set the name in `.env`; or say what should happen without it: `${NAME:?set it in .env}` stops the start,
`${NAME:-default}` gives a default. What an `env_file:` already sets needs no line in `environment:`.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
