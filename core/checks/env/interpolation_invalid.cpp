#include "core/checks/env/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::env_rules {
namespace {

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose) return findings;
    for (const project::InterpolationError& error : facts.compose->interpolation_errors) {
        const bool is_demand = !error.variable.empty();
        // `${X:?}` does its work where `.env` is made. Without one here, a sample that names X is all there can be.
        if (is_demand && !facts.has_dotenv && facts.sample_names.contains(error.variable)) continue;
        Finding finding;
        finding.severity =
            is_demand && !facts.has_dotenv ? Severity::note : interpolation_invalid.severity_in(facts.mode);
        finding.headline = is_demand ? fmt::format("Compose will refuse to start until {} is set", error.variable)
                                     : fmt::format("Compose can't read this template: {}", error.reason);
        finding.primary = Label{error.at, is_demand ? error.reason : ""};
        finding.help = {is_demand ? fmt::format("set {} in `.env`, and name it in `.env.example`", error.variable)
                                  : std::string("a literal `$` is written `$$`; names are letters, digits and `_`")};
        finding.variable = error.variable;
        finding.phase = "runtime";
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule interpolation_invalid{
    .id = "env/interpolation-invalid",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "a `${…}` of the compose file can't be filled in",
    .why = R"(Compose stops before it does anything: the template breaks its grammar, or `${NAME:?…}` demands a name
that neither `.env` nor the caller's environment has. In a repository without a `.env` the demand is what
it should be, so it is a note there, and none where a sample file names the variable.)",
    .wrong = R"(environment:
  GREETING: "costs ${PRICE $")",
    .right = R"(environment:
  GREETING: "costs ${PRICE} $$")",
    .fix = R"(Mend the template, or set the variable in `.env` or in the environment of whoever calls Compose.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
