#include "core/checks/select.hpp"

#include "core/base/closest.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/checks/developers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace megactl::checks {
namespace {

// Does `name`, a group or an id, mean this rule?
bool names(std::string_view name, const Rule& rule) {
    return name == rule.id || name == rule.group();
}

bool names_any(const std::vector<std::string>& list, const Rule& rule) {
    return std::ranges::any_of(list, [&](const std::string& name) { return names(name, rule); });
}

void require_known(const std::vector<std::string>& list, Error::Kind kind, std::string_view said_by) {
    std::set<std::string_view> known;
    for (const Rule* rule : rule_catalogue())
        known.insert({rule->id, rule->group()});
    const std::vector<std::string_view> candidates(known.begin(), known.end());
    for (const std::string& name : list) {
        if (known.contains(name)) continue;
        Error error(kind, fmt::format("there is no rule and no group `{}`", escape_controls(name)));
        const auto near = closest_match(name, candidates);
        throw std::move(std::move(error).from(std::string(said_by)))
            .help(near ? fmt::format("did you mean `{}`?", *near) : "`megactl explain` lists the rules");
    }
}

bool is_in_scope(Need need, const project::Scope& scope) {
    switch (need) {
        case Need::host: return scope.host;
        case Need::clock: return scope.clock;
        case Need::network: return scope.network;
        case Need::repo: break;
    }
    return true;
}

// Does a line hold `# megactl: allow ID[,ID] [reason]` for this rule?
bool allows(std::string_view line, const Rule& rule) {
    constexpr std::string_view sign = "megactl:";
    const std::size_t hash = line.find('#');
    const std::size_t at = hash == std::string_view::npos ? hash : line.find(sign, hash);
    if (at == std::string_view::npos || !trim(line.substr(hash + 1, at - hash - 1)).empty()) return false;
    std::string_view rest = trim(line.substr(at + sign.size()));
    constexpr std::string_view verb = "allow ";
    if (!rest.starts_with(verb)) return false;
    rest = trim(rest.substr(verb.size()));
    // `ID, ID reason`: a comma goes on with the list, anything else ends it.
    while (true) {
        const std::size_t end = std::min(rest.find_first_of(", \t"), rest.size());
        if (names(rest.substr(0, end), rule)) return true;
        rest = trim(rest.substr(end));
        if (!rest.starts_with(',')) return false;
        rest = trim(rest.substr(1));
    }
}

bool is_allowed_by_comment(const Finding& finding, const Rule& rule) {
    if (!finding.primary) return false;
    const SourceText& source = *finding.primary->at.source;
    const std::size_t line = finding.primary->at.line();
    if (allows(source.text(source.line_span(line)), rule)) return true;
    if (line == 1) return false;
    // Behind something else on the line before it belongs to that.
    const std::string_view before = source.text(source.line_span(line - 1));
    return trim(before).starts_with('#') && allows(before, rule);
}

bool is_of_phase(const Rule& rule, Phase phase) {
    return phase == Phase::any || rule.phase == Phase::any || rule.phase == phase;
}

// Services that share a block by an anchor, a merge or `extends` have its faults in common: what is told at one place
// is told once, and says for whom else it holds.
Findings without_repetition(Findings findings) {
    using Place = std::tuple<const SourceText*, std::size_t, std::string, std::string>;
    std::map<Place, std::size_t> known;
    std::map<std::size_t, std::vector<std::string>> sharers;
    Findings single;
    for (Finding& finding : findings) {
        if (finding.primary && !finding.service.empty()) {
            const Location& at = finding.primary->at;
            const auto [first, is_new] =
                known.try_emplace({at.source.get(), at.span.begin, finding.variable, finding.phase}, single.size());
            if (!is_new) {
                sharers[first->second].push_back(finding.service);
                continue;
            }
        }
        single.push_back(std::move(finding));
    }
    for (const auto& [index, services] : sharers)
        single[index].notes.push_back(fmt::format("the same for {}, which {} this block", join_words(services),
                                                  services.size() == 1 ? "shares" : "share"));
    return single;
}

// A variable that its reader refuses is told by the rule for any variable, where both are judged.
bool is_told_already(const Finding& finding, const report::Report& report) {
    if (finding.rule != "https/value-invalid" || finding.variable.empty() || !finding.primary) return false;
    const auto is_the_same = [&](const Finding& told) {
        return is_one_of(told.rule, {"env/wrong-type", "env/set-but-empty"}) && told.variable == finding.variable &&
               told.primary && told.primary->at.source == finding.primary->at.source &&
               told.primary->at.line() == finding.primary->at.line();
    };
    return std::ranges::any_of(report.findings, is_the_same) ||
           std::ranges::any_of(report.allowed, is_the_same, &report::Report::Allowed::finding);
}

// A rule that the project has not agreed to yet makes nothing fail.
void calm(Finding& finding, const Rule& rule, const Selection& selection) {
    if (!selection.rules || rule.since <= *selection.rules) return;
    finding.severity = Severity::note;
    finding.notes.push_back(fmt::format("the rule came with {}; `[check] rules = \"{}\"` keeps it a note",
                                        format_release(rule.since), format_release(*selection.rules)));
}

// What only developers start is judged as in development, whatever the mode.
void judge_as_development(Finding& finding, const Rule& rule, const Facts& facts) {
    const Severity severity = std::min(finding.severity, rule.severity.development);
    if (severity == finding.severity || !is_for_developers(facts, finding)) return;
    finding.severity = severity;
    finding.notes.emplace_back("it is for development, and judged as such");
}

}  // namespace

void require_known_names(const Selection& selection) {
    require_known(selection.only, Error::Kind::usage, "--only");
    require_known(selection.skip, Error::Kind::usage, "--skip");
    require_known(selection.allow, Error::Kind::input, "check.allow");
}

report::Report judge(const Facts& facts, const Selection& selection) {
    using By = report::Report::Allowed::By;
    report::Report report;
    report.scope = facts.scope.text();
    report.files = facts.files;
    for (const Rule* rule : rule_catalogue()) {
        if (rule->judge == nullptr) continue;
        const bool is_wanted = (selection.only.empty() || names_any(selection.only, *rule)) &&
                               !names_any(selection.skip, *rule) && is_of_phase(*rule, selection.phase);
        if (!is_wanted) continue;
        if (!is_in_scope(rule->need, facts.scope)) {
            // The network is asked where somebody says so, and missed by those alone who name what it is asked for.
            if (rule->need != Need::network || !selection.only.empty()) ++report.rules_left;
            continue;
        }
        report.rules.push_back(rule->id);
        for (Finding& finding : without_repetition(rule->judge(facts))) {
            finding.rule = rule->id;
            judge_as_development(finding, *rule, facts);
            calm(finding, *rule, selection);
            if (is_told_already(finding, report)) continue;
            if (is_allowed_by_comment(finding, *rule)) {
                report.allowed.push_back({std::move(finding), By::comment});
            } else if (names_any(selection.allow, *rule)) {
                report.allowed.push_back({std::move(finding), By::project});
            } else {
                report.findings.push_back(std::move(finding));
            }
        }
    }
    report::sort_by_severity(report.findings);
    return report;
}

}  // namespace megactl::checks
