#include "core/base/text.hpp"
#include "core/checks/env/rules.hpp"
#include "core/checks/env/words.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace megactl::checks::env_rules {
namespace {

using project::Trouble;

// Where the compose file gives the variable to a container, which is too late for the build.
void add_compose_label(const Facts& facts, std::string_view variable, Finding& finding) {
    if (!facts.compose) return;
    for (const auto& service : facts.compose->services) {
        for (const auto& given : service.environment) {
            if (given.name != variable) continue;
            finding.related.push_back({given.at, "sets it, but only for containers: the build does not see it"});
            return;
        }
    }
}

std::string dummy_for(const project::VariableRead& read) {
    switch (read.type) {
        case project::ValueType::integer:
        case project::ValueType::number: return "0";
        case project::ValueType::url: return "sqlite://:memory:";
        default: return "dummy";
    }
}

std::string inline_help(const std::vector<Trouble>& missing) {
    std::vector<std::string> assignments;
    assignments.reserve(missing.size());
    for (const Trouble& one : missing)
        assignments.push_back(fmt::format("{}={}", one.read->name, dummy_for(*one.read)));
    return fmt::format("or put values that mean nothing in front of this one command: `{}`", join(assignments, " "));
}

Finding finding_of(const Facts& facts, const project::BuildLoad& load, const std::vector<Trouble>& missing) {
    const auto& dockerfile = facts.dockerfiles[load.dockerfile];
    const auto& settings = facts.settings[load.settings];
    std::vector<std::string> names;
    names.reserve(missing.size());
    for (const Trouble& one : missing)
        names.push_back(one.read->name);

    Finding finding;
    finding.severity = unset_at_build.severity_in(facts.mode);
    if (load.is_forgiven || load.goes_on) finding.severity = Severity::warning;
    if (!load.is_needed || !load.is_certain) finding.severity = Severity::note;
    finding.headline =
        fmt::format("{} {} needed while the image is built, and nothing sets {} there", join_words(names),
                    names.size() == 1 ? "is" : "are", names.size() == 1 ? "it" : "them");
    const std::string imports = fmt::format("imports {} during the build", module_name(settings));
    finding.primary =
        Label{load.at, load.in_script ? fmt::format("runs `{}`, which {}", load.load.program, imports) : imports};
    if (load.in_script) finding.related.push_back({*load.in_script, "here"});
    constexpr std::size_t most_labels = 6;
    for (std::size_t i = 0; i < missing.size() && i < most_labels; ++i) {
        finding.related.push_back(read_label(*missing[i].read));
        if (missing.size() == 1) add_compose_label(facts, names[i], finding);
    }
    if (load.load.program.find("collectstatic") != std::string::npos) {
        finding.help.emplace_back("collect when the container starts: `megactl static collect` in its entry point");
    } else {
        finding.help.push_back(fmt::format("run `{}` when the container starts", load.load.program));
    }
    finding.help.push_back(inline_help(missing));
    if (load.is_forgiven) finding.notes.emplace_back("`||` forgives the failure here, so the build goes on without it");
    if (load.goes_on && !load.is_forgiven)
        finding.notes.emplace_back(
            "the script goes on where this fails, and so does the build: `set -e` would end both");
    if (!load.is_certain)
        finding.notes.emplace_back("it runs only where the condition in front of it holds, which is not known here");
    if (!load.is_needed) finding.notes.emplace_back("no build needs this stage, so it is not built");
    if (names.size() == 1) finding.variable = names.front();
    finding.stage = dockerfile.stages[load.stage].label(load.stage);
    finding.phase = "build";
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    for (const auto& load : facts.build_loads) {
        std::vector<Trouble> missing;
        for (Trouble& trouble : troubles(facts.settings[load.settings], load.supply)) {
            const bool is_missing = trouble.kind == Trouble::Kind::unset || trouble.kind == Trouble::Kind::empty;
            if (is_missing) missing.push_back(std::move(trouble));
        }
        if (!missing.empty()) findings.push_back(finding_of(facts, load, missing));
    }
    return findings;
}

}  // namespace

constinit const Rule unset_at_build{
    .id = "env/unset-at-build",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::build,
    .need = Need::repo,
    .summary = "a command of the image build imports the settings, and a variable they need is not set there",
    .why = R"(A build has only what the Dockerfile gives it: ENV and ARG so far, a secret mount, what the command sets
for itself. `environment:` and `env_file:` of a compose file, and the shell of whoever runs the build,
reach containers, never a build. So the settings raise, and the build stops; or worse, somebody bakes a
real secret into the image to make it pass.)",
    .wrong = R"(FROM python:3.12-slim
COPY . /app
WORKDIR /app
RUN python manage.py collectstatic --noinput)",
    .right = R"(FROM python:3.12-slim
COPY . /app
WORKDIR /app
RUN DJANGO_SECRET_KEY=dummy DJANGO_DEBUG=True python manage.py collectstatic --noinput)",
    .fix = R"(Best: do the work when the container starts, where its variables are (`megactl static collect` takes
milliseconds and needs no Python). Else set a value that means nothing in front of that one command: it
is gone when the command ends. A value that the build truly needs comes by
`RUN --mount=type=secret,id=…,env=NAME`, never by ENV or ARG.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
