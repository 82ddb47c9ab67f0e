#include "core/base/secret.hpp"
#include "core/checks/env/rules.hpp"
#include "core/checks/env/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace megactl::checks::env_rules {
namespace {

// What a container that runs the image would do about the variable.
struct Use {
    const project::VariableRead* read = nullptr;
    std::string service;  // one that starts with the dummy, for certain; empty where none is known to
};

const project::VariableRead* read_of(const project::DjangoSettings& settings, std::string_view name) {
    const auto found = std::ranges::find(settings.reads, name, &project::VariableRead::name);
    return found == settings.reads.end() ? nullptr : &*found;
}

Use use_of(const Facts& facts, std::size_t dockerfile, std::string_view name, const Location& at) {
    Use use;
    for (const auto& settings : facts.settings) {
        if (use.read == nullptr) use.read = read_of(settings, name);
    }
    for (const project::RuntimeLoad& load : facts.runtime_loads) {
        const auto& image = facts.images[load.service];
        if (!image || image->dockerfile != dockerfile || load.supply.is_open) continue;
        const project::Service& service = service_of(facts, load);
        const auto* supplied = load.supply.find(name);
        const bool has_dummy = supplied != nullptr && supplied->at && supplied->at->source == at.source &&
                               supplied->at->span.begin == at.span.begin;
        const bool is_read = read_of(facts.settings[load.settings], name) != nullptr;
        if (has_dummy && is_read && service.profiles.empty() && !service.is_unknown) use.service = service.name;
    }
    return use;
}

Finding finding_of(const Facts& facts, const project::Dockerfile& dockerfile, std::size_t stage,
                   const project::Assignment& assignment, const Use& use) {
    Finding finding;
    finding.severity = use.service.empty() ? std::min(Severity::warning, dummy_persists.severity_in(facts.mode))
                                           : dummy_persists.severity_in(facts.mode);
    finding.headline = fmt::format("the dummy for {} stays in the image", assignment.name);
    finding.primary = Label{dockerfile.locate(assignment.span), "every container begins with it"};
    if (use.read != nullptr) finding.related.push_back(read_label(*use.read));
    if (!use.service.empty())
        finding.seen = {fmt::format("{} starts with it: nothing else sets it there", use.service)};
    finding.help = {
        fmt::format("in front of the one command that needs it: `RUN {}=dummy python manage.py …`", assignment.name)};
    finding.variable = assignment.name;
    finding.service = use.service;
    finding.stage = dockerfile.stages[stage].label(stage);
    finding.phase = "build";
    return finding;
}

// The stages that some image is made of.
std::set<std::size_t> stages_that_run(const Facts& facts, std::size_t index) {
    const project::Dockerfile& dockerfile = facts.dockerfiles[index];
    std::set<std::size_t> stages;
    const auto add = [&](std::size_t target) {
        const auto lineage = dockerfile.lineage(target);
        stages.insert(lineage.begin(), lineage.end());
    };
    for (const auto& image : facts.images) {
        if (image && image->dockerfile == index) add(image->stage);
    }
    if (stages.empty() && !dockerfile.stages.empty()) add(dockerfile.stages.size() - 1);
    return stages;
}

// The ENV of a stage that give a secret a word which only stands for one.
void judge_stage(const Facts& facts, std::size_t index, std::size_t stage, Findings& findings) {
    const project::Dockerfile& dockerfile = facts.dockerfiles[index];
    const auto names_secret = [](const project::Assignment& assignment) { return holds_secret(assignment.name); };
    const auto sets_secret = [&](const project::Instruction& instruction) {
        return instruction.keyword == "ENV" && std::ranges::any_of(instruction.assignments, names_secret);
    };
    const std::size_t from = dockerfile.stages[stage].from;
    const auto instructions = std::span(dockerfile.instructions).subspan(from, dockerfile.stages[stage].end - from);
    if (std::ranges::none_of(instructions, sets_secret)) return;  // to walk there takes a while in a long file
    project::visit_environments(dockerfile, stage, {}, [&](std::size_t i, const project::BuildEnvironment& before) {
        const project::Instruction& instruction = dockerfile.instructions[i];
        if (!sets_secret(instruction)) return;
        for (const project::Assignment& assignment : instruction.assignments) {
            if (!holds_secret(assignment.name) || !assignment.raw_value) continue;
            const auto value = project::expand_word(*assignment.raw_value, before, dockerfile.escape);
            if (!value || !can_be_secret(*value) || !is_placeholder(*value)) continue;
            const Use use = use_of(facts, index, assignment.name, dockerfile.locate(assignment.span));
            if (use.read == nullptr) continue;
            findings.push_back(finding_of(facts, dockerfile, stage, assignment, use));
        }
    });
}

Findings judge(const Facts& facts) {
    Findings findings;
    for (std::size_t index = 0; index < facts.dockerfiles.size(); ++index) {
        for (const std::size_t stage : stages_that_run(facts, index))
            judge_stage(facts, index, stage, findings);
    }
    return findings;
}

}  // namespace

constinit const Rule dummy_persists{
    .id = "env/dummy-persists",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::build,
    .need = Need::repo,
    .summary = "a dummy for a secret is set with ENV, so containers have it too",
    .why =
        R"(A command of the build, `collectstatic` as a rule, imports the settings and wants the secret, so a dummy does
there. Set with ENV it stays: when the real one is forgotten where it is deployed, nothing fails, and the site signs its
sessions with a word that stands in the repository. It is an error where a service of the compose file starts
with it, else a warning.)",
    .wrong = R"(ENV DJANGO_SECRET_KEY=dummy
RUN python manage.py collectstatic --noinput)",
    .right = R"(RUN DJANGO_SECRET_KEY=dummy python manage.py collectstatic --noinput)",
    .fix = R"(Put the dummy in front of the command that needs it; then it is gone with the command.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
