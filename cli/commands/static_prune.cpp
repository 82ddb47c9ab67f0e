#include "cli/commands/static_prune.hpp"

#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/staticfiles/prune.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <system_error>

namespace megactl::cli::commands {

namespace sf = staticfiles;

std::optional<std::size_t> kept_releases(const Invocation& invocation, bool has_manifest) {
    const auto text = invocation.value("--keep");
    if (!invocation.has("--prune")) {
        if (!text) return std::nullopt;
        throw Error(Error::Kind::usage, "`--keep` tells how many releases `--prune` heeds, and nothing is pruned")
            .help("add `--prune`");
    }
    if (!has_manifest && !invocation.has("--atomic")) {
        throw Error(Error::Kind::usage, "`--prune` removes hashed files and old releases, and this run makes neither")
            .help("add `--manifest` or `--atomic`");
    }
    constexpr std::size_t default_keep = 3;
    if (!text) return default_keep;
    constexpr std::size_t most = 1000;
    std::size_t keep = 0;
    const char* const end = text->data() + text->size();
    const auto [rest, failure] = std::from_chars(text->data(), end, keep);
    if (failure == std::errc{} && rest == end && keep >= 1 && keep <= most) return keep;
    throw Error(Error::Kind::usage,
                fmt::format("`--keep {}` is not a number from 1 to {}", escape_controls(*text), most));
}

void plan_prune_as_asked(const Context& context, sf::CollectPlan& plan, const sf::Releases& releases, std::size_t keep,
                         const std::stop_token& stop) {
    if (plan.hashed.manifest.empty()) return;
    constexpr std::chrono::days age{7};
    sf::plan_prune(plan, releases.root(), sf::past_manifests(releases),
                   {.keep = keep, .until = context.clock.now() - age, .stop = stop});
}

std::vector<std::string> outdated_releases(const sf::Releases& releases, std::size_t keep, bool is_one_made) {
    std::vector<sf::Release> list = releases.list();
    if (is_one_made) {
        for (sf::Release& release : list)
            release.is_current = false;
        list.push_back({.name = {}, .is_current = true});
    }
    return sf::outdated(list, keep);
}

}  // namespace megactl::cli::commands
