#include "core/checks/env/value_rules.hpp"

#include "core/checks/env/words.hpp"
#include "core/project/trouble_finder.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <utility>

namespace megactl::checks::env_rules {

using project::Trouble;

void for_each_value_trouble(const Facts& facts,
                            const std::function<void(const Trouble&, const std::string& who)>& tell) {
    if (facts.live) {
        if (facts.settings.empty()) return;
        for (const Trouble& trouble : troubles(facts.settings[facts.live_settings], *facts.live)) {
            if (trouble.supplied != nullptr) tell(trouble, "this process");
        }
        return;
    }
    std::set<std::pair<const void*, std::size_t>> told;
    std::map<std::size_t, project::TroubleFinder> finders;  // by the index of the settings
    const auto tell_load = [&](std::size_t settings, const project::Supply& supply, const std::string& who) {
        const auto [finder, is_new] = finders.try_emplace(settings, facts.settings[settings]);
        for (const Trouble& trouble : finder->second.troubles(supply)) {
            if (trouble.supplied == nullptr) continue;
            const auto& at = trouble.supplied->at;
            if (at && !told.emplace(at->source.get(), at->span.begin).second) continue;
            tell(trouble, who);
        }
    };
    for (const auto& load : facts.runtime_loads) {
        if (is_asked_for(facts, load)) {
            tell_load(load.settings, load.supply, "service " + service_of(facts, load).name);
        }
    }
    for (const auto& load : facts.workload_loads) {
        if (is_asked_for(facts, load)) tell_load(load.settings, load.supply, facts.workloads[load.workload].title);
    }
}

Finding value_finding(const Trouble& trouble, std::string said_there, const std::string& who) {
    Finding finding;
    if (trouble.supplied->at) {
        finding.primary = Label{*trouble.supplied->at, std::move(said_there)};
        finding.related.push_back({trouble.read->at, "read here"});
    } else {
        finding.primary = Label{trouble.read->at, "read here"};
        finding.seen = {fmt::format("{} has {} from its environment", who, trouble.read->name)};
    }
    finding.variable = trouble.read->name;
    if (who.starts_with("service ")) finding.service = who.substr(8);
    finding.phase = "runtime";
    return finding;
}

}  // namespace megactl::checks::env_rules
