#include "core/checks/env/rules.hpp"
#include "core/checks/env/value_rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::env_rules {
namespace {

Findings judge(const Facts& facts) {
    Findings findings;
    for_each_value_trouble(facts, [&](const project::Trouble& trouble, const std::string& who) {
        if (trouble.kind != project::Trouble::Kind::empty) return;
        Finding finding = value_finding(trouble, "set to nothing", who);
        finding.severity = facts.live ? Severity::error : set_but_empty.severity_in(facts.mode);
        finding.headline =
            fmt::format("{} is set but empty for {}, and the settings refuse that", trouble.read->name, who);
        if (trouble.read->raised_at) finding.related.push_back({*trouble.read->raised_at, "raises for an empty value"});
        finding.help = {fmt::format("give {} a value", trouble.read->name)};
        if (trouble.read->default_text) finding.help.emplace_back("or remove the line, so that the default holds");
        findings.push_back(std::move(finding));
    });
    return findings;
}

}  // namespace

constinit const Rule set_but_empty{
    .id = "env/set-but-empty",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "a variable is set to nothing, and the settings refuse an empty value",
    .why = R"(An empty value counts as set: it passes every check for presence, and a default in the settings does not
replace it. Then `if not SECRET_KEY: raise` or `int("")` ends the start. The usual source is a copied
`.env.example`, or `${NAME}` of a name that nothing sets.)",
    .wrong = R"(DJANGO_SECRET_KEY=)",
    .right = R"(DJANGO_SECRET_KEY='a long random text')",
    .fix = R"(Give the variable a value. Where the default of the settings is meant, remove the line: unset and empty
are two things.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
