#include "core/base/text.hpp"
#include "core/checks/image/rules.hpp"

#include <fmt/format.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace megactl::checks::image_rules {
namespace {

Finding note_of(std::string headline, Location at, std::string words, std::string help) {
    Finding finding;
    finding.severity = Severity::note;
    finding.headline = std::move(headline);
    finding.primary = Label{std::move(at), std::move(words)};
    finding.help = {std::move(help)};
    return finding;
}

void judge_versions(const Facts& facts, Findings& findings) {
    for (const Location& at : facts.compose->versions) {
        findings.push_back(note_of("`version:` has no effect any more", at, "Compose passes over it, with a warning",
                                   "delete the line"));
    }
}

void judge_options(const Facts& facts, Findings& findings) {
    std::set<std::pair<const SourceText*, std::size_t>> told;
    for (const project::Service& service : facts.compose->services) {
        for (const project::Mount& mount : service.mounts) {
            if (mount.unknown_options.empty() || !told.emplace(mount.at.source.get(), mount.at.span.begin).second)
                continue;
            findings.push_back(
                note_of(fmt::format("the volume option `{}` has no effect", mount.unknown_options.front()), mount.at,
                        "Compose passes over it in silence",
                        "options are `ro`, `rw`, `z`, `Z`, `nocopy` and those of propagation, by commas"));
            findings.back().service = service.name;
        }
    }
}

// Stages that no image of the compose file is made of, and that nothing copies from.
void judge_stages(const Facts& facts, Findings& findings) {
    for (std::size_t index = 0; index < facts.dockerfiles.size(); ++index) {
        const project::Dockerfile& dockerfile = facts.dockerfiles[index];
        std::vector<bool> needed(dockerfile.stages.size(), false);
        bool is_built = false;
        for (const auto& image : facts.images) {
            if (!image || image->dockerfile != index) continue;
            is_built = true;
            const std::vector<bool> more = dockerfile.needed_for(image->stage);
            for (std::size_t stage = 0; stage < needed.size(); ++stage)
                needed[stage] = needed[stage] || more[stage];
        }
        if (!is_built) continue;
        // The last one is what `docker build` makes where nobody names a target.
        for (std::size_t stage = 0; stage + 1 < needed.size(); ++stage) {
            const bool has_name = !dockerfile.stages[stage].name.empty();
            if (needed[stage] || (has_name && needed.back())) continue;
            findings.push_back(note_of(fmt::format("no build here needs {}", dockerfile.stages[stage].label(stage)),
                                       dockerfile.locate(dockerfile.stages[stage].span), "BuildKit leaves it out",
                                       "delete it, or build it by `target:`"));
            findings.back().stage = dockerfile.stages[stage].label(stage);
        }
    }
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose) return findings;
    judge_versions(facts, findings);
    judge_options(facts, findings);
    judge_stages(facts, findings);
    return findings;
}

}  // namespace

constinit const Rule has_no_effect{
    .id = "image/has-no-effect",
    .severity = {.production = Severity::note, .development = Severity::note},
    .phase = Phase::any,
    .need = Need::repo,
    .summary = "something is written that neither Compose nor the builder heeds",
    .why =
        R"(Whoever reads it believes it: `version: "3.8"` decides nothing since Compose 2, a misspelt volume option is
passed over in silence (`:Zro` is neither), and a stage that no target needs is never built.)",
    .wrong = R"(version: "3.8"
services:
  web:
    volumes: ["./media:/app/media:readonly"])",
    .right = R"(services:
  web:
    volumes: ["./media:/app/media:ro"])",
    .fix = R"(Delete it, or write what was meant.)",
    .judge = judge,
};

}  // namespace megactl::checks::image_rules
