#include "core/checks/live_broker.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::checks {

Finding finding_about_broker(const Rule& rule, const Facts& facts, std::string headline) {
    Finding finding;
    finding.severity = rule.severity_in(facts.mode);
    finding.headline = std::move(headline);
    finding.seen.push_back(fmt::format("the broker {}, named by {}", escape_controls(facts.broker->name),
                                       escape_controls(facts.broker->origin)));
    return finding;
}

Findings find_in_server(const Facts& facts, FindInServer find) {
    if (!facts.broker || !facts.broker->redis) return {};
    auto finding = find(facts, *facts.broker->redis);
    return finding ? Findings{*std::move(finding)} : Findings{};
}

}  // namespace megactl::checks
