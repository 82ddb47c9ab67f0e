#include "core/base/text.hpp"
#include "core/project/dockerfile.hpp"
#include "core/project/dockerfile_word.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace megactl::project {
namespace {

using Arguments = std::map<std::string, std::optional<std::string>>;

// What all expansions of one Dockerfile may make and compare, in bytes.
constexpr std::size_t work_limit = std::size_t{1} << 26;

// Arguments that every build has in the global scope; what they hold depends on the machine.
constexpr std::array<std::string_view, 9> platform_arguments = {
    "BUILDPLATFORM", "BUILDOS",    "BUILDARCH",     "BUILDVARIANT", "TARGETPLATFORM",
    "TARGETOS",      "TARGETARCH", "TARGETVARIANT", "TARGETSTAGE",
};

// Build arguments that RUN sees without any ARG.
constexpr std::array<std::string_view, 5> proxy_arguments = {"HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY",
                                                             "ALL_PROXY"};

bool is_proxy_argument(std::string_view name) {
    const std::string upper_case = upper(name);
    return (name == upper_case || name == lower(name)) &&
           std::ranges::find(proxy_arguments, upper_case) != proxy_arguments.end();
}

// Linux knows no longer path.
constexpr std::size_t longest_path = 4096;

// Makes `base` what `WORKDIR directory` makes of it: absolute, without `.` and `..`.
void change_directory(std::string& base, std::string_view directory) {
    if (directory.starts_with('/')) base = "/";
    for (const std::string_view segment : split(directory, '/')) {
        if (segment.empty() || segment == ".") continue;
        if (segment == "..") {
            base.resize(std::max<std::size_t>(base.rfind('/'), 1));
        } else if (base.size() + segment.size() < longest_path) {
            if (base.size() > 1) base += '/';
            base += segment;
        }
    }
}

// Goes through a Dockerfile as the builder does and keeps what later instructions see.
class BuildWalk {
public:
    BuildWalk(const Dockerfile& file, const Arguments& arguments) : file_(file), arguments_(arguments) {
        read_globals();
    }

    void go_to(std::size_t stage, std::size_t instruction) {
        if (stage >= file_.stages.size() || instruction <= file_.stages[stage].from) {
            environment = globals_;
            return;
        }
        std::vector<std::size_t> chain;
        for (std::optional<std::size_t> next = stage; next; next = file_.stages[*next].parent)
            chain.push_back(*next);
        begin_image(file_.stages[chain.back()]);
        for (std::size_t i = chain.size(); i-- > 0;) {
            const Stage& current = file_.stages[chain[i]];
            if (i + 1 < chain.size()) apply_triggers(file_.stages[chain[i + 1]]);
            const std::size_t end = i == 0 ? std::min(instruction, current.end) : current.end;
            for (std::size_t at = current.from + 1; at < end; ++at) {
                if (!file_.instructions[at].is_onbuild) apply(at);
            }
        }
    }

    void go_through(std::size_t stage, const EnvironmentVisitor& visit) {
        const std::size_t first = file_.stages[stage].from + 1;
        go_to(stage, first);
        for (std::size_t at = first; at < file_.stages[stage].end; ++at) {
            visit(at, environment);
            if (!file_.instructions[at].is_onbuild) apply(at);
        }
    }

    BuildEnvironment environment;
    std::string user;
    std::string directory = "/";

private:
    void read_globals() {
        for (const std::string_view name : platform_arguments) {
            globals_[std::string(name)] = {BuildVariable::Kind::argument, std::nullopt, true, 0, {}};
        }
        const std::size_t end = file_.stages.empty() ? file_.instructions.size() : file_.stages[0].from;
        for (std::size_t i = 0; i < end; ++i) {
            if (file_.instructions[i].keyword != "ARG") continue;
            for (const Assignment& argument : file_.instructions[i].assignments) {
                declare(globals_, argument, i, globals_);
            }
        }
    }

    void begin_image(const Stage& first) {
        environment["PATH"] = {BuildVariable::Kind::env, std::nullopt, true, first.from, first.span};
        for (const auto& [name, value] : arguments_) {
            if (!is_proxy_argument(name)) continue;
            environment[name] = {BuildVariable::Kind::argument, value, true, first.from, first.span};
        }
    }

    // What a stage left to those built on it, to be done at their FROM.
    void apply_triggers(const Stage& parent) {
        for (std::size_t at = parent.from + 1; at < parent.end; ++at) {
            if (file_.instructions[at].is_onbuild) apply(at);
        }
    }

    void apply(std::size_t index) {
        const Instruction& instruction = file_.instructions[index];
        if (instruction.keyword == "ENV") {
            apply_env(index);
        } else if (instruction.keyword == "ARG") {
            // One after the other, so that a default may use the argument before it.
            for (const Assignment& argument : instruction.assignments)
                declare(environment, argument, index, globals_);
        } else if (instruction.keyword == "USER") {
            user = expanded_or_raw(instruction.rest.text());
        } else if (instruction.keyword == "WORKDIR") {
            change_directory(directory, expanded_or_raw(instruction.rest.text()));
        }
    }

    // All values see the environment as it was before the instruction.
    void apply_env(std::size_t index) {
        std::vector<std::pair<std::string, BuildVariable>> changes;
        for (const Assignment& assignment : file_.instructions[index].assignments) {
            auto value = expanded(assignment.raw_value.value_or(std::string()));
            changes.emplace_back(assignment.name, BuildVariable{BuildVariable::Kind::env, std::move(value), true, index,
                                                                assignment.span});
        }
        for (auto& [name, variable] : changes)
            environment[name] = std::move(variable);
    }

    // ARG: the value given to the build, else its own default, else that of the global argument.
    void declare(BuildEnvironment& scope, const Assignment& argument, std::size_t index,
                 const BuildEnvironment& globals) {
        const auto existing = scope.find(argument.name);
        const bool exists = existing != scope.end() && existing->second.is_set;
        if (exists && existing->second.kind == BuildVariable::Kind::env) return;
        BuildVariable variable{BuildVariable::Kind::argument, std::nullopt, true, index, argument.span};
        const auto given = arguments_.find(argument.name);
        const auto global = globals.find(argument.name);
        if (given != arguments_.end()) {
            variable.value = given->second;
        } else if (argument.raw_value) {
            variable.value = expanded(*argument.raw_value, scope);
        } else if (global != globals.end() && global->second.is_set) {
            variable.value = global->second.value;
        } else if (exists) {
            return;
        } else {
            variable.is_set = false;
        }
        scope[argument.name] = std::move(variable);
    }

    std::optional<std::string> expanded(std::string_view raw, const BuildEnvironment& scope) {
        Expansion expansion = expand(raw, scope, file_.escape, work_);
        if (expansion.state != Expansion::State::known) return std::nullopt;
        return std::move(expansion.text);
    }
    std::optional<std::string> expanded(std::string_view raw) { return expanded(raw, environment); }
    std::string expanded_or_raw(const std::string& raw) { return expanded(raw).value_or(raw); }

    const Dockerfile& file_;
    const Arguments& arguments_;
    BuildEnvironment globals_;
    std::size_t work_ = work_limit;
};

}  // namespace

BuildEnvironment environment_before(const Dockerfile& dockerfile, std::size_t stage, std::size_t instruction,
                                    const Arguments& build_arguments) {
    BuildWalk walk(dockerfile, build_arguments);
    walk.go_to(stage, instruction);
    return std::move(walk.environment);
}

void visit_environments(const Dockerfile& dockerfile, std::size_t stage, const Arguments& build_arguments,
                        const EnvironmentVisitor& visit) {
    BuildWalk(dockerfile, build_arguments).go_through(stage, visit);
}

std::string user_before(const Dockerfile& dockerfile, std::size_t stage, std::size_t instruction) {
    const Arguments none;
    BuildWalk walk(dockerfile, none);
    walk.go_to(stage, instruction);
    return std::move(walk.user);
}

std::string working_directory_before(const Dockerfile& dockerfile, std::size_t stage, std::size_t instruction) {
    const Arguments none;
    BuildWalk walk(dockerfile, none);
    walk.go_to(stage, instruction);
    return std::move(walk.directory);
}

}  // namespace megactl::project
