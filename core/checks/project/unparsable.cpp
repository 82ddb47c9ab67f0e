#include "core/base/text.hpp"
#include "core/checks/project/rules.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace megactl::checks::project_rules {
namespace {

void tell(const std::vector<project::Misunderstanding>& misunderstood, Severity severity, Findings& findings) {
    for (const auto& [at, reason, is_sure] : misunderstood) {
        Finding finding;
        finding.severity = is_sure ? severity : Severity::warning;
        finding.headline = fmt::format("{} can't be understood here: {}", at.source->name(), reason);
        finding.primary = Label{at, ""};
        finding.help = {"mend the line; what follows from it is not judged until then"};
        findings.push_back(std::move(finding));
    }
}

// What systemd, Kubernetes, a Procfile or a CI file says: evidence more than a verdict, so no more than a note.
void note(const project::Misunderstanding& misunderstood, Findings& findings) {
    Finding finding;
    finding.severity = Severity::note;
    finding.headline =
        fmt::format("{} can't be understood here: {}", misunderstood.at.source->name(), misunderstood.reason);
    finding.primary = Label{misunderstood.at, ""};
    finding.help = {"what it would give is not known, so nothing is judged by it"};
    findings.push_back(std::move(finding));
}

// A settings module that somebody names and nobody finds: then nothing about variables is judged, which must not look
// as if all were well.
void tell_missing(const project::MissingSettings& missing, Severity severity, Findings& findings) {
    Finding finding;
    // A package that the project does not have at all, nor one called much alike, is installed beside it. Only where
    // the project's own Python names it may it have been moved away.
    const bool is_installed =
        !missing.has_package && missing.near.empty() && !missing.at.source->name().ends_with(".py");
    finding.severity = missing.has_package ? severity : is_installed ? Severity::note : Severity::warning;
    finding.headline = fmt::format("the settings module `{}` is not in the project", escape_controls(missing.module));
    finding.primary = Label{missing.at, "named here"};
    if (!missing.near.empty()) finding.help.push_back(fmt::format("did you mean `{}`?", missing.near));
    finding.help.emplace_back("`--settings FILE` of `megactl env check` names the file to judge");
    finding.notes = {"no variable is judged that it would read"};
    findings.push_back(std::move(finding));
}

Findings judge(const Facts& facts) {
    Findings findings;
    const Severity severity = unparsable.severity_in(facts.mode);
    for (const auto& dockerfile : facts.dockerfiles)
        tell(dockerfile.misunderstood, severity, findings);
    if (facts.compose) tell(facts.compose->misunderstood, severity, findings);
    for (const auto& settings : facts.settings)
        tell(settings.misunderstood, severity, findings);
    for (const project::Misunderstanding& one : facts.workloads_misunderstood)
        note(one, findings);
    for (const project::MissingSettings& missing : facts.missing_settings)
        tell_missing(missing, severity, findings);
    return findings;
}

}  // namespace

constinit const Rule unparsable{
    .id = "project/unparsable",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::any,
    .need = Need::repo,
    .summary = "a part of a Dockerfile, a compose file or the settings can't be understood",
    .why = R"(Docker, Compose or Python will stop at the same place, or read it in a way that nobody meant. Whatever
the part would have said is missing from every other verdict, so a report without this finding would
be a guess.)",
    .wrong = R"(services:
  web:
    image: "shop
  worker:
    image: shop)",
    .right = R"(services:
  web:
    image: "shop"
  worker:
    image: shop)",
    .fix = R"(Mend the line that the finding points at: a quote that is never closed, a key that comes twice, an
instruction that Docker does not know. Where the file is right and megactl is wrong, allow the finding
with a comment and tell us.)",
    .judge = judge,
};

}  // namespace megactl::checks::project_rules
