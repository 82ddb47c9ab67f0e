#include "core/checks/image/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace megactl::checks::image_rules {
namespace {

using project::BuildUse;
using project::Service;

// The tag a build gives; as written where nobody knows yet what it will be.
std::string_view tag_of(const Service& service) {
    const auto is_unknown = [](const project::Interpolation& part) {
        return part.found == project::NameSource::nowhere && part.operation.empty();
    };
    const bool is_open = std::ranges::any_of(service.image->interpolations, is_unknown);
    return is_open ? service.image->at.text() : std::string_view(service.image->text);
}

// What differs, for the sentence; empty where nothing does that can be told.
std::string difference(const BuildUse& a, const BuildUse& b) {
    if (a.is_inline || b.is_inline) return a.is_inline == b.is_inline ? "" : "another Dockerfile";
    if (a.context != b.context) return "another context";
    if (a.dockerfile != b.dockerfile) return "another Dockerfile";
    if (a.target != b.target) return "another target";
    return a.arguments != b.arguments ? "other arguments" : "";
}

Finding finding_of(const Facts& facts, const Service& first, const Service& again, const std::string& what) {
    const bool may_never_meet = !first.profiles.empty() || !again.profiles.empty();
    Finding finding;
    finding.severity = may_never_meet ? Severity::note : tag_built_differently.severity_in(facts.mode);
    finding.headline = fmt::format("{} and {} give one tag, `{}`, to different images", first.name, again.name,
                                   first.image->text.empty() ? first.image->at.text() : first.image->text);
    finding.primary = Label{again.build->at, fmt::format("{} under the same tag", what)};
    finding.related.push_back({first.build->at, fmt::format("{} builds it from this", first.name)});
    finding.help = {fmt::format("a tag of its own for {}, or one build that both use", again.name)};
    finding.service = again.name;
    finding.phase = "build";
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose) return findings;
    std::map<std::string_view, const Service*> builders;
    for (const Service& service : facts.compose->services) {
        if (!service.build || !service.image || service.image->text.empty() || service.is_unknown) continue;
        const auto [known, is_new] = builders.try_emplace(tag_of(service), &service);
        if (is_new) continue;
        const std::string what = difference(*known->second->build, *service.build);
        if (!what.empty()) findings.push_back(finding_of(facts, *known->second, service, what));
    }
    return findings;
}

}  // namespace

constinit const Rule tag_built_differently{
    .id = "image/tag-built-differently",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::build,
    .need = Need::repo,
    .summary = "services build different images and give them the same tag",
    .why =
        R"(A tag names one image. Compose builds both and tags both, side by side, so the build that ends last is what
all of them run: perhaps the worker's code in web, perhaps the other way round, and not the same each time.)",
    .wrong = R"(services:
  web:
    image: shop:local
    build: {context: ., target: web}
  worker:
    image: shop:local
    build: {context: ., target: worker})",
    .right = R"(services:
  web:
    image: shop-web:local
    build: {context: ., target: web}
  worker:
    image: shop-worker:local
    build: {context: ., target: worker})",
    .fix =
        R"(Give each image a tag of its own. Where both should run the same image, build it once and name only its tag
in the other service.)",
    .judge = judge,
};

}  // namespace megactl::checks::image_rules
