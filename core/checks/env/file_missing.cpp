#include "core/checks/env/rules.hpp"
#include "core/checks/env/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::checks::env_rules {
namespace {

constexpr std::size_t most_places = 20;  // more than anybody reads

// A service that wants the file, and where it says so.
struct Wish {
    const project::Service* service = nullptr;
    const project::EnvFileUse* use = nullptr;
};

// Who wants each missing file, in order of appearance.
std::vector<std::vector<Wish>> wishes_of(const Facts& facts) {
    std::vector<std::vector<Wish>> wishes;
    std::map<std::string_view, std::size_t> known;
    for (const project::Service& service : facts.compose->services) {
        if (!facts.service_filter.empty() && service.name != facts.service_filter) continue;
        for (const project::EnvFileUse& use : service.env_files) {
            if (!use.is_missing || !use.is_required) continue;
            const auto [index, is_new] = known.try_emplace(use.path, wishes.size());
            if (is_new) wishes.emplace_back();
            wishes[index->second].push_back({&service, &use});
        }
    }
    return wishes;
}

Severity severity_of(const Facts& facts, const std::vector<Wish>& wishes) {
    const auto is_optional = [](const Wish& wish) { return !wish.service->profiles.empty(); };
    // A file that is kept out of the repository on purpose is made where it is deployed.
    const bool is_kept_out = facts.ignored_by_git.excludes(wishes.front().use->path);
    if (is_kept_out || std::ranges::all_of(wishes, is_optional)) return Severity::note;
    const bool has_sample = !facts.sample_names.empty() || !wishes.front().use->sample.empty();
    return has_sample ? Severity::warning : file_missing.severity_in(facts.mode);
}

Finding finding_of(const Facts& facts, const std::vector<Wish>& wishes) {
    const auto& [service, use] = wishes.front();
    Finding finding;
    finding.severity = severity_of(facts, wishes);
    finding.headline =
        wishes.size() == 1
            ? fmt::format("service {} wants the env file `{}`, which is not there", service->name, use->path)
            : fmt::format("{} services want the env file `{}`, which is not there", wishes.size(), use->path);
    finding.primary = Label{use->at, "Compose refuses to start without it"};
    // Several services may share a place through an anchor.
    std::set<std::pair<const SourceText*, std::size_t>> told{{use->at.source.get(), use->at.span.begin}};
    for (const auto& [other, other_use] : wishes) {
        const Location& at = other_use->at;
        if (told.size() >= most_places || !told.emplace(at.source.get(), at.span.begin).second) continue;
        finding.related.push_back({at, fmt::format("{} wants it too", other->name)});
    }
    const std::string from_sample =
        use->sample.empty() ? "" : fmt::format(" from its sample: `cp {} {}`", use->sample, use->path);
    finding.help = {
        fmt::format("create `{}`{}, or write `required: false` beside its `path:`", use->path, from_sample)};
    finding.notes = {fmt::format("what {} would have is not known, so {} variables are not judged",
                                 wishes.size() == 1 ? service->name : "they", wishes.size() == 1 ? "its" : "their")};
    finding.service = service->name;
    finding.phase = "runtime";
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose) return findings;
    for (const auto& wishes : wishes_of(facts))
        findings.push_back(finding_of(facts, wishes));
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
it can't be judged, so other mistakes stay hidden behind this one. Where a sample stands beside it, somebody
is meant to create it: then this is a warning; where `.gitignore` names it, or only services behind a profile
want it, a note.)",
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
