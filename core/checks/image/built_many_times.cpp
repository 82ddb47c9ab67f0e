#include "core/base/text.hpp"
#include "core/checks/image/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace megactl::checks::image_rules {
namespace {

// Builds that are equal in these make the same image.
auto recipe_of(const project::BuildUse& build) {
    return std::tie(build.context, build.dockerfile, build.target, build.arguments);
}
using Recipe = decltype(recipe_of(std::declval<const project::BuildUse&>()));

// Far more places than anybody reads.
constexpr std::size_t most_places = 20;

Finding finding_of(const Facts& facts, const std::vector<const project::Service*>& services) {
    std::vector<std::string> names;
    names.reserve(services.size());
    for (const auto* service : services)
        names.push_back(service->name);
    const project::Service& first = *services.front();
    const std::string tag = first.image ? first.image->text : first.name + ":local";

    Finding finding;
    // What is behind a profile is built when somebody asks for it.
    const auto is_always_there = [](const auto* service) { return service->profiles.empty(); };
    const bool meets = std::ranges::count_if(services, is_always_there) > 1;
    finding.severity = meets ? built_many_times.severity_in(facts.mode) : Severity::note;
    finding.headline = fmt::format("one image is built {} times, for {}", services.size(), join_words(names));
    finding.primary = Label{services[1]->build->at, "builds the same again"};
    finding.related.push_back({first.build->at, "first built here"});
    for (std::size_t i = 2; i < std::min(services.size(), most_places); ++i) {
        finding.related.push_back({services[i]->build->at, "and again"});
    }
    finding.help = {fmt::format("`image: {}` beside the build of {}", tag, first.name),
                    fmt::format("and only `image: {}` instead of `build:` in {}", tag,
                                join_words({names.begin() + 1, names.end()}))};
    finding.service = services[1]->name;
    finding.phase = "build";
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose) return findings;
    std::vector<std::vector<const project::Service*>> groups;
    std::map<Recipe, std::size_t> known;
    for (const project::Service& service : facts.compose->services) {
        if (!service.build || service.build->is_inline) continue;
        const auto [group, is_new] = known.try_emplace(recipe_of(*service.build), groups.size());
        if (is_new) groups.emplace_back();
        groups[group->second].push_back(&service);
    }
    for (const auto& group : groups) {
        if (group.size() > 1) findings.push_back(finding_of(facts, group));
    }
    return findings;
}

}  // namespace

constinit const Rule built_many_times{
    .id = "image/built-many-times",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::build,
    .need = Need::repo,
    .summary = "several services build the same image, each for itself",
    .why =
        R"(Compose builds an image for each service that has `build:`, under a tag of its own. The layers come from the
cache, but each is exported and tagged again, and when only some are rebuilt, web and worker run different
code. podman-compose really builds each from the start.)",
    .wrong = R"(services:
  web:
    build: .
  celery_worker:
    build: .)",
    .right = R"(services:
  web:
    build: .
    image: shop:local
  celery_worker:
    image: shop:local
    depends_on: [web])",
    .fix =
        R"(Give the image a tag where it is built (`build:` and `image:` together), and only the tag everywhere else.)",
    .judge = judge,
};

}  // namespace megactl::checks::image_rules
