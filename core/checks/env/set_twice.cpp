#include "core/checks/env/rules.hpp"

#include <fmt/format.h>

#include <set>
#include <string>
#include <utility>

namespace megactl::checks::env_rules {
namespace {

// `KEY=value` without the quotes and blanks that YAML or the entry's end bring along.
std::string_view bare(std::string_view text) {
    while (!text.empty() && std::string_view(" \t\r\n\"'").find(text.back()) != std::string_view::npos)
        text.remove_suffix(1);
    while (!text.empty() && (text.front() == '"' || text.front() == '\''))
        text.remove_prefix(1);
    return text;
}

Finding finding_of(const Facts& facts, const project::Service& service, const project::RepeatedVariable& twice) {
    const bool says_the_same = bare(twice.first.text()) == bare(twice.again.text());
    Finding finding;
    finding.severity = says_the_same ? Severity::note : set_twice.severity_in(facts.mode);
    finding.headline =
        fmt::format("{} is set twice in {}", twice.name,
                    twice.again.source == twice.first.source ? twice.again.source->name() : "one `environment` list");
    finding.primary = Label{twice.again, says_the_same ? "says the same again" : "this one counts"};
    finding.related.push_back({twice.first, says_the_same ? "first set here" : "has no effect"});
    finding.help = {says_the_same ? "delete one of them" : "keep the one that is meant, delete the other"};
    finding.variable = twice.name;
    finding.service = service.name;
    finding.phase = "runtime";
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose) return findings;
    // Several services may share an env file, or a list through an anchor.
    std::set<std::pair<const SourceText*, std::size_t>> told;
    for (const project::Service& service : facts.compose->services) {
        if (!facts.service_filter.empty() && service.name != facts.service_filter) continue;
        for (const project::RepeatedVariable& twice : service.repeated) {
            if (!told.emplace(twice.again.source.get(), twice.again.span.begin).second) continue;
            findings.push_back(finding_of(facts, service, twice));
        }
    }
    return findings;
}

}  // namespace

constinit const Rule set_twice{
    .id = "env/set-twice",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "an env file or an `environment` list sets a variable twice",
    .why = R"(The last one wins, and nothing says so. Whoever edits the first one, being the first that a search finds,
changes nothing. Where both say the same it is a note.)",
    .wrong = R"(# web.env
DEBUG=0
ALLOWED_HOSTS=example.org
DEBUG=1)",
    .right = R"(# web.env
DEBUG=0
ALLOWED_HOSTS=example.org)",
    .fix = R"(Delete all but the one that is meant. To override a value on purpose, use a second env file behind the
first, or `environment:`, which stands above env files.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
