#include "core/checks/env/rules.hpp"
#include "core/checks/env/words.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace megactl::checks::env_rules {
namespace {

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose) return findings;
    std::set<std::pair<const SourceText*, std::size_t>> told;
    for (const project::Service& service : facts.compose->services) {
        if (!facts.service_filter.empty() && service.name != facts.service_filter) continue;
        for (const project::EnvFileUse& use : service.env_files) {
            if (!use.is_missing || !use.is_required || !told.emplace(use.at.source.get(), use.at.span.begin).second)
                continue;
            const std::string name = use.path.substr(use.path.rfind('/') + 1);
            // A file that is kept out of the repository on purpose is made where it is deployed.
            const bool is_local = !facts.sample_names.empty() || facts.ignored_by_git.contains(name) ||
                                  facts.ignored_by_git.contains(use.path);
            Finding finding;
            finding.severity = is_local ? Severity::warning : file_missing.severity_in(facts.mode);
            finding.headline =
                fmt::format("service {} wants the env file `{}`, which is not there", service.name, use.path);
            finding.primary = Label{use.at, "Compose refuses to start without it"};
            finding.help = {fmt::format("create `{}`, or write `required: false` beside its `path:`", use.path)};
            finding.notes = {
                fmt::format("what {} would have is not known, so its variables are not judged", service.name)};
            finding.service = service.name;
            finding.phase = "runtime";
            findings.push_back(std::move(finding));
        }
    }
    return findings;
}

}  // namespace

constinit const Rule file_missing{
    .id = "env/file-missing",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "an `env_file:` of the compose file is not there",
    .why = R"(`docker compose up` refuses as soon as a required env file is missing. And what a service would have from
it can't be judged, so other mistakes stay hidden behind this one. Where a sample stands beside it or
`.gitignore` names it, somebody is meant to create it: then this is a warning.)",
    .wrong = R"(services:
  web:
    env_file: deploy.env)",
    .right = R"(services:
  web:
    env_file:
      - path: deploy.env
        required: false)",
    .fix =
        R"(Create the file where you deploy; copy the sample if there is one. Where the service can do without it, say
`required: false`.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
