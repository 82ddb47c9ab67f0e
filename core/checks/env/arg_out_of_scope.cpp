#include "core/base/text.hpp"
#include "core/checks/env/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::checks::env_rules {
namespace {

using project::Dockerfile;
using project::Instruction;

// Arguments that every build has, or that tune the builder.
bool is_predefined(std::string_view name) {
    constexpr std::array<std::string_view, 5> proxies{"HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY",
                                                      "ALL_PROXY"};
    return is_one_of(upper(name), proxies) || name.starts_with("BUILDKIT_") || name.starts_with("TARGET") ||
           name.starts_with("BUILD") || name == "SOURCE_DATE_EPOCH";
}

// `$NAME` or `${NAME` in a text; its place.
std::optional<std::size_t> use_in(std::string_view text, std::string_view name) {
    for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
        const std::size_t end = at + name.size();
        const bool ends = end == text.size() || !is_name_character(text[end]);
        const bool is_plain = at >= 1 && text[at - 1] == '$' && (at < 2 || text[at - 2] != '\\');
        const bool is_braced =
            at >= 2 && text[at - 1] == '{' && text[at - 2] == '$' && (at < 3 || text[at - 3] != '\\');
        // `${NAME:-…}` says itself what should happen without it.
        const bool has_way_out = is_braced && end < text.size() && text[end] != '}';
        if (ends && (is_plain || (is_braced && !has_way_out))) return at;
    }
    return std::nullopt;
}

// Does the instruction give the name a value itself: `read`, `export`, `for NAME in`, `NAME=…`?
bool sets_itself(std::string_view text, std::string_view name) {
    for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
        const std::size_t end = at + name.size();
        const bool begins = at == 0 || (!is_name_character(text[at - 1]) && text[at - 1] != '$' && text[at - 1] != '{');
        if (begins && (end == text.size() || !is_name_character(text[end]))) return true;
    }
    return false;
}

// Official images set such names themselves: python PYTHON_VERSION, node NODE_VERSION.
bool may_come_from_base(std::string_view name) {
    return name.ends_with("_VERSION") || is_one_of(name, {"PATH", "HOME", "LANG", "PG_MAJOR", "GPG_KEY"});
}

class Judge {
public:
    Judge(const Facts& facts, std::size_t index) : facts_(facts), dockerfile_(facts.dockerfiles[index]), index_(index) {
        const std::size_t first = dockerfile_.stages.empty() ? 0 : dockerfile_.stages.front().from;
        for (std::size_t i = 0; i < dockerfile_.instructions.size(); ++i) {
            if (dockerfile_.instructions[i].keyword != "ARG") continue;
            for (const auto& assignment : dockerfile_.instructions[i].assignments) {
                declared_.insert(assignment.name);
                if (i < first) global_.emplace(assignment.name, assignment.span);
            }
        }
    }

    Findings take() && { return std::move(findings_); }

    // A global ARG that a stage uses without declaring it.
    void judge_stages() {
        if (global_.empty()) return;
        const auto needed = needed_stages();
        for (std::size_t stage = 0; stage < dockerfile_.stages.size(); ++stage) {
            project::visit_environments(dockerfile_, stage, {},
                                        [&](std::size_t i, const project::BuildEnvironment& before) {
                                            judge_instruction(stage, i, before, needed[stage]);
                                        });
        }
    }

    // A build argument of the compose file that no ARG takes.
    void judge_builds() {
        if (!facts_.compose || has_onbuild_base()) return;
        for (const project::Service& service : facts_.compose->services) {
            if (!service.build || service.build->is_remote || service.build->is_inline) continue;
            if (!is_build_of(*service.build, dockerfile_)) continue;
            std::vector<std::string> unused;
            for (const auto& [name, value] : service.build->arguments) {
                if (declared_.contains(name) || is_predefined(name) || !told_.insert(name).second) continue;
                unused.push_back(name);
            }
            if (!unused.empty()) add_unused(service, unused);
        }
    }

private:
    // Images whose ONBUILD lines may take arguments are called so.
    bool has_onbuild_base() const {
        return std::ranges::any_of(dockerfile_.stages, [](const project::Stage& stage) {
            return stage.base.find("onbuild") != std::string::npos || stage.base.find('$') != std::string::npos;
        });
    }

    // An image that is nobody's official one may set anything.
    bool has_base_of_others(std::size_t stage) const {
        while (const auto parent = dockerfile_.stages[stage].parent)
            stage = *parent;
        const std::string_view base = dockerfile_.stages[stage].base;
        return base.substr(0, base.find(':')).find_first_of("/$") != std::string_view::npos;
    }

    std::vector<bool> needed_stages() const {
        std::vector<bool> needed(dockerfile_.stages.size(), false);
        bool is_known = false;
        for (const auto& image : facts_.images) {
            if (!image || image->dockerfile != index_) continue;
            is_known = true;
            const auto more = dockerfile_.needed_for(image->stage);
            for (std::size_t i = 0; i < needed.size(); ++i)
                needed[i] = needed[i] || more[i];
        }
        return is_known ? needed : dockerfile_.needed_for(dockerfile_.stages.size() - 1);
    }

    void judge_instruction(std::size_t stage, std::size_t i, const project::BuildEnvironment& before, bool is_needed) {
        const Instruction& instruction = dockerfile_.instructions[i];
        if (instruction.is_onbuild ||
            is_one_of(instruction.keyword, {"ARG", "CMD", "ENTRYPOINT", "HEALTHCHECK", "SHELL"}))
            return;
        if (instruction.keyword == "RUN" && instruction.exec_form) return;
        const std::string_view text = instruction.rest.text();
        if (text.find('$') == std::string_view::npos) return;
        for (const auto& [name, declared_at] : global_) {
            if (before.contains(name) || may_come_from_base(name) || !use_in(text, name)) continue;
            if (instruction.keyword == "RUN" && sets_itself(text, name)) continue;
            add_undeclared(stage, instruction, name, declared_at, is_needed);
        }
    }

    void add_undeclared(std::size_t stage, const Instruction& instruction, const std::string& name, Span declared_at,
                        bool is_needed) {
        if (!told_in_stage_.emplace(stage, name).second) return;
        const std::string label = dockerfile_.stages[stage].label(stage);
        Finding finding;
        finding.severity =
            is_needed && !has_base_of_others(stage) ? arg_out_of_scope.severity_in(facts_.mode) : Severity::note;
        finding.headline = fmt::format("{} is empty here: {} does not declare it", name, label);
        finding.primary = Label{dockerfile_.locate(instruction.span), "uses it"};
        finding.related.push_back(
            {dockerfile_.locate(declared_at), "in front of the first FROM: for FROM lines alone"});
        finding.help = {
            fmt::format("`ARG {}` behind the FROM of {}, without a value: it takes the one from above", name, label)};
        finding.variable = name;
        finding.stage = label;
        finding.phase = "build";
        findings_.push_back(std::move(finding));
    }

    // One finding a build: a map of many names is one mistake.
    void add_unused(const project::Service& service, const std::vector<std::string>& names) {
        const std::string all = join_words(names);
        const bool is_one = names.size() == 1;
        Finding finding;
        finding.severity = service.profiles.empty() ? arg_out_of_scope.severity_in(facts_.mode) : Severity::note;
        finding.headline =
            is_one ? fmt::format("the build argument {} is given, and no ARG takes it", all)
                   : fmt::format("{} build arguments are given, and no ARG takes them: {}", names.size(), all);
        finding.primary = Label{service.build->at, is_one ? fmt::format("gives {}", all) : "gives them"};
        finding.help = {
            is_one
                ? fmt::format("`ARG {}` in the stage of `{}` that uses it, or no such argument", all, dockerfile_.path)
                : fmt::format("an `ARG` for each in the stage of `{}` that uses it, or no such arguments",
                              dockerfile_.path)};
        finding.variable = names.front();
        finding.service = service.name;
        finding.phase = "build";
        findings_.push_back(std::move(finding));
    }

    const Facts& facts_;
    const Dockerfile& dockerfile_;
    std::size_t index_;
    std::set<std::string, std::less<>> declared_;
    std::map<std::string, Span> global_;
    std::set<std::string, std::less<>> told_;
    std::set<std::pair<std::size_t, std::string>> told_in_stage_;
    Findings findings_;
};

Findings judge(const Facts& facts) {
    Findings findings;
    for (std::size_t index = 0; index < facts.dockerfiles.size(); ++index) {
        if (facts.dockerfiles[index].stages.empty()) continue;
        Judge judge(facts, index);
        judge.judge_stages();
        judge.judge_builds();
        for (Finding& finding : std::move(judge).take())
            findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule arg_out_of_scope{
    .id = "env/arg-out-of-scope",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::build,
    .need = Need::repo,
    .summary = "a build argument is used or given where it does not exist",
    .why =
        R"(An ARG in front of the first FROM exists in FROM lines alone; a stage sees it only after an `ARG NAME` of its
own. Without that it is the empty text, and nothing stops: paths become `/`, versions vanish. In the same way a
build argument that the compose file gives and no ARG takes is dropped with a line among many.)",
    .wrong = R"(ARG APP_HOME=/app
FROM python:3.12-slim
WORKDIR $APP_HOME)",
    .right = R"(ARG APP_HOME=/app
FROM python:3.12-slim
ARG APP_HOME
WORKDIR $APP_HOME)",
    .fix =
        R"(Declare the argument in each stage that uses it, without a value: it then has the one from above, or the one
that the build is given. Take arguments out of the compose file that nothing declares.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
