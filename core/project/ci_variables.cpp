#include "core/project/ci_variables.hpp"

#include "core/base/text.hpp"
#include "core/project/shell.hpp"
#include "core/project/yaml_stream.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace megactl::project {
namespace {

using By = GivenVariable::By;

class CiReader {
public:
    CiReader(const Source& source, By by) : source_(source), by_(by), documents_(parse_yaml_stream(source)) {
        constexpr std::size_t most_told = 100;
        for (const YamlDocument& document : documents_) {
            for (const YamlProblem& problem : document.problems) {
                if (result_.misunderstood.size() < most_told)
                    result_.misunderstood.push_back({{source, problem.span}, problem.reason});
            }
        }
    }

    CiVariables read_workflow() && {
        for (const YamlDocument& document : documents_) {
            if (document.root == nullptr) continue;
            add_map(document.root->find("env"));
            const YamlNode* jobs = document.root->find("jobs");
            if (jobs == nullptr) continue;
            for (const auto& [name, job] : jobs->members) {
                add_map(job->find("env"));
                if (const YamlNode* steps = job->find("steps")) {
                    for (const YamlNode* step : steps->items)
                        add_step(*step);
                }
            }
        }
        return std::move(result_);
    }

    CiVariables read_pipeline() && {
        for (const YamlDocument& document : documents_) {
            if (document.root == nullptr) continue;
            add_map(document.root->find("variables"));
            for (const auto& [name, job] : document.root->members)
                add_map(job->find("variables"));
        }
        return std::move(result_);
    }

private:
    void add(std::string_view name, std::optional<std::string> value, Span span) {
        constexpr std::size_t most = 20'000;  // aliases hold without end
        if (!is_variable_name(name) || result_.variables.size() >= most) return;
        result_.variables.push_back({std::string(name), std::move(value), by_, {source_, span}});
    }

    // `NAME: value`, and GitLab's `NAME: {value: …}`. What holds a `$` is filled in when it runs.
    void add_map(const YamlNode* map) {
        if (map == nullptr) return;
        for (const auto& [name, said] : map->members) {
            const YamlNode* value = said->is_mapping() ? said->find("value") : said;
            const bool is_empty = value == nullptr || value->kind == YamlNode::Kind::null;
            const bool is_known = is_empty || (value->is_scalar() && value->text.find('$') == std::string::npos);
            std::optional<std::string> known;
            if (is_known) known = is_empty ? "" : value->text;
            add(name->text, std::move(known), name->span);
        }
    }

    void add_step(const YamlNode& step) {
        add_map(step.find("env"));
        if (const YamlNode* inputs = step.find("with")) add_build_arguments(inputs->find("build-args"));
        const YamlNode* script = step.find("run");
        if (script == nullptr || script->text.find("GITHUB_ENV") == std::string::npos) return;
        for (const ShellCommand& command : shell_commands(script->text))
            add_exported(command, script->span);
    }

    // Lines `NAME=value`.
    void add_build_arguments(const YamlNode* lines) {
        if (lines == nullptr || !lines->is_scalar()) return;
        for (const std::string_view line : split(lines->text, '\n')) {
            const std::size_t equals = line.find('=');
            if (equals != std::string_view::npos) add(trim(line.substr(0, equals)), std::nullopt, lines->span);
        }
    }

    // `echo "NAME=value" >> $GITHUB_ENV`
    void add_exported(const ShellCommand& command, Span span) {
        const bool is_exported = std::ranges::any_of(command.outputs, [](const ShellWord& output) {
            return output.text.find("GITHUB_ENV") != std::string::npos;
        });
        if (!is_exported || command.words.size() < 2 || command.words.front().text != "echo") return;
        const std::string_view text = command.words[1].text;
        const std::size_t equals = text.find('=');
        if (equals != std::string_view::npos) add(text.substr(0, equals), std::nullopt, span);
    }

    const Source& source_;
    By by_;
    std::deque<YamlDocument> documents_;
    CiVariables result_;
};

}  // namespace

CiVariables read_github_workflow(const Source& source) {
    return CiReader(source, By::github_actions).read_workflow();
}

CiVariables read_gitlab_ci(const Source& source) {
    return CiReader(source, By::gitlab_ci).read_pipeline();
}

}  // namespace megactl::project
