#include "core/base/secret.hpp"
#include "core/checks/env/rules.hpp"
#include "core/checks/env/words.hpp"
#include "core/project/dockerfile_commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace megactl::checks::env_rules {
namespace {

bool is_baked_secret(std::string_view name, std::string_view value) {
    return holds_secret(name) && can_be_secret(value) && !is_placeholder(value);
}

// A short word in small letters, given where a build needs some value: nobody's secret looks so.
bool is_dummy_word(std::string_view value) {
    constexpr std::size_t longest_dummy = 24;
    const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || c == '-' || c == '_'; };
    return value.size() <= longest_dummy && std::ranges::all_of(value, is_plain);
}

class Judge {
public:
    Judge(const Facts& facts, const project::Dockerfile& dockerfile) : facts_(facts), dockerfile_(dockerfile) {}

    void judge_stage(std::size_t stage) {
        const project::Stage& own = dockerfile_.stages[stage];
        for (std::size_t i = own.from; i < own.end; ++i) {
            const project::Instruction& instruction = dockerfile_.instructions[i];
            const bool sets_variables = instruction.keyword == "ENV" || instruction.keyword == "ARG";
            if (sets_variables) judge_assignments(stage, instruction);
            if (instruction.keyword == "RUN") judge_run(stage, instruction);
        }
    }

    Findings take() && { return std::move(findings_); }

private:
    void judge_assignments(std::size_t stage, const project::Instruction& instruction) {
        for (const project::Assignment& assignment : instruction.assignments) {
            const bool is_baked =
                assignment.raw_value && is_baked_secret(assignment.name, unquoted(*assignment.raw_value));
            if (!is_baked) continue;
            if (instruction.keyword == "ARG" && is_dummy_word(unquoted(*assignment.raw_value))) continue;
            add(stage, assignment.name, assignment.span,
                instruction.keyword == "ENV" ? "stays in the image: everybody who can pull it can read it"
                                             : "stays in the image's history, although containers do not see it");
        }
    }

    void judge_run(std::size_t stage, const project::Instruction& instruction) {
        for (const auto& command : commands_of(dockerfile_, instruction)) {
            for (const auto& assignment : command.assignments) {
                const std::string& value = assignment.value.text;
                if (!assignment.value.is_literal || !is_baked_secret(assignment.name, value)) continue;
                if (is_dummy_word(value)) continue;
                add(stage, assignment.name, assignment.span, "stays in the image's history");
            }
        }
    }

    static std::string_view unquoted(std::string_view raw) {
        const bool is_quoted =
            raw.size() > 1 && (raw.front() == '"' || raw.front() == '\'') && raw.back() == raw.front();
        return is_quoted ? raw.substr(1, raw.size() - 2) : raw;
    }

    void add(std::size_t stage, const std::string& variable, Span span, std::string words) {
        Finding finding;
        finding.severity = secret_in_image.severity_in(facts_.mode);
        finding.headline = fmt::format("the secret {} is written into the image", variable);
        finding.primary = Label{dockerfile_.locate(span), std::move(words)};
        finding.help = {"give it to the container when it starts: `environment:` or `env_file:`",
                        fmt::format("if the build needs it: `RUN --mount=type=secret,id={0},env={0} …`", variable)};
        finding.notes = {"a value that was ever built and pushed is known: change it"};
        finding.variable = variable;
        finding.stage = dockerfile_.stages[stage].label(stage);
        finding.phase = "build";
        findings_.push_back(std::move(finding));
    }

    const Facts& facts_;
    const project::Dockerfile& dockerfile_;
    Findings findings_;
};

Findings judge(const Facts& facts) {
    Findings findings;
    for (const auto& dockerfile : facts.dockerfiles) {
        Judge stages(facts, dockerfile);
        for (std::size_t stage = 0; stage < dockerfile.stages.size(); ++stage)
            stages.judge_stage(stage);
        for (Finding& finding : std::move(stages).take())
            findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule secret_in_image{
    .id = "env/secret-in-image",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::build,
    .need = Need::repo,
    .summary = "a secret is written into the image by ENV, ARG or a RUN line",
    .why = R"(An image is read by everybody who can pull it, now and in every copy. ENV stands in its configuration, ARG
and RUN lines in its history (`docker history --no-trunc`), and deleting the file or the variable in a
later line changes nothing about the layers before.)",
    .wrong = R"(ENV DJANGO_SECRET_KEY=3x8k-a-real-one-w2vq)",
    .right = R"(# nothing: the container gets DJANGO_SECRET_KEY when it starts
RUN --mount=type=secret,id=pip_token,env=PIP_TOKEN pip install -r requirements.txt)",
    .fix = R"(Take the line out and change the secret, for it is known. Containers get secrets when they start:
`environment:` with `${NAME:?set it}`, `env_file:`, or a secret file. A build gets them by
`RUN --mount=type=secret`. A value that only has to be there (`dummy`) is no secret; put it in front of the
one command that needs it.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
