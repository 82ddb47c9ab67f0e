#include "core/base/text.hpp"
#include "core/checks/image/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

namespace megactl::checks::image_rules {
namespace {

using project::Service;

// Can no registry have it? `localhost/shop`, `local/shop`, `shop:local`.
bool is_local_by_name(std::string_view image) {
    return image.starts_with("localhost/") || image.starts_with("local/") || image.ends_with(":local");
}

bool never_pulls(const Service& service) {
    return is_one_of(service.pull_policy, {"never", "build"});
}

bool waits_for(const Service& service, const Service& builder) {
    return std::ranges::find(service.dependencies, builder.name, &project::Dependency::service) !=
           service.dependencies.end();
}

Finding finding_of(const Facts& facts, const Service& service) {
    Finding finding;
    finding.severity = service.profiles.empty() ? never_built.severity_in(facts.mode) : Severity::note;
    finding.headline = fmt::format("{} runs `{}`, which nothing here builds", service.name, service.image->text);
    finding.primary = Label{service.image->at, "Compose tries to pull it, and no registry has it"};
    finding.help = {"`build:` beside it, or the tag that another service builds",
                    "where it is built by hand: `pull_policy: never` says so"};
    finding.service = service.name;
    finding.phase = "runtime";
    return finding;
}

Finding note_of(const Service& service, const Service& builder) {
    Finding finding;
    finding.severity = Severity::note;
    finding.headline =
        fmt::format("`up {}` alone pulls `{}` instead of building it", service.name, service.image->text);
    finding.primary = Label{service.image->at, "neither `depends_on` nor `pull_policy` says that it is built here"};
    finding.related.push_back({builder.build->at, fmt::format("{} builds it", builder.name)});
    finding.help = {fmt::format("`depends_on: [{}]`, or `pull_policy: never`", builder.name)};
    finding.service = service.name;
    finding.phase = "runtime";
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose) return findings;
    std::map<std::string_view, const Service*> builders;
    for (const Service& service : facts.compose->services) {
        if (service.build && service.image) builders.try_emplace(service.image->text, &service);
    }
    for (const Service& service : facts.compose->services) {
        if (service.build || !service.image || service.is_unknown || never_pulls(service)) continue;
        if (!facts.service_filter.empty() && service.name != facts.service_filter) continue;
        const auto builder = builders.find(service.image->text);
        if (builder == builders.end()) {
            if (is_local_by_name(service.image->text)) findings.push_back(finding_of(facts, service));
        } else if (!waits_for(service, *builder->second)) {
            findings.push_back(note_of(service, *builder->second));
        }
    }
    return findings;
}

}  // namespace

constinit const Rule never_built{
    .id = "image/never-built",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "a service runs a local image that nothing builds",
    .why = R"(What Compose does not build it pulls. A tag that only exists on this machine (`shop:local`,
`localhost/shop`) is in no registry, so the start fails elsewhere: `pull access denied`. Where another service
builds the tag and nothing says that this one needs it, starting this one alone pulls: that is a note.)",
    .wrong = R"(services:
  web:
    build: .
  worker:
    image: shop:local)",
    .right = R"(services:
  web:
    build: .
    image: shop:local
  worker:
    image: shop:local
    depends_on: [web])",
    .fix =
        R"(Give the build the tag that the other services run, and let them depend on it; `pull_policy: never` where the
image is made by hand.)",
    .judge = judge,
};

}  // namespace megactl::checks::image_rules
