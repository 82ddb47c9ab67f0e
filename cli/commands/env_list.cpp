#include "cli/commands/check_options.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/env_list_output.hpp"
#include "cli/commands/judgement.hpp"
#include "cli/context.hpp"
#include "cli/table.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/project/variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

using project::Variable;
using project::VariableRead;
using project::VariableSet;

// Where a template breaks its grammar, nobody can say what a service has. One that only demands a name says by that
// what the list is asked for.
void require_interpolated(const project::Facts& facts) {
    if (!facts.compose) return;
    const auto& errors = facts.compose->interpolation_errors;
    const auto found =
        std::ranges::find_if(errors, [](const project::InterpolationError& one) { return one.variable.empty(); });
    if (found == errors.end()) return;
    const project::InterpolationError& error = *found;
    const std::string place = fmt::format("{}:{}", error.at.source->name(), error.at.line());
    throw Error(Error::Kind::input,
                fmt::format("{} can't be interpolated, so what its services have is unknown", escape_controls(place)))
        .at(error.at, error.reason)
        .help("`megactl env check` tells of every such place");
}

project::VariableFilter filter_of(const Invocation& invocation) {
    const std::string phase = invocation.value("--phase").value_or("all");
    const bool is_live = invocation.has("--live");
    return {.phases = {phase != "runtime" && !is_live, phase != "build"},
            .only_unset = invocation.has("--unset"),
            .only_unused = invocation.has("--unused")};
}

// The facts; of a project without any deployment, those of a process that would run here.
project::Facts facts_of(const Context& context, const Invocation& invocation) {
    project::Question question = question_of(context, invocation);
    const project::DiskTree tree = tree_of(context, question);
    project::Facts facts = gather(tree, question);
    require_something(facts, question);
    const bool is_deployed = facts.compose || !facts.dockerfiles.empty() || !facts.workloads.empty();
    if (!question.live && !is_deployed) {
        question.live = question.scope.host ? context.environment : decltype(context.environment){};
        facts = gather(tree, question);
    }
    return facts;
}

std::string place_text(const Location& at) {
    return fmt::format("{}:{}", at.source->name(), at.line());
}

std::vector<std::string> read_texts(const Variable& variable) {
    std::vector<std::string> texts;
    texts.reserve(variable.reads.size());
    for (const VariableRead* read : variable.reads)
        texts.push_back(place_text(read->at));
    return texts;
}

// `compose.yaml:27 environment (web, worker)`: services that share a block share its line.
std::vector<std::string> set_texts(const Variable& variable) {
    std::vector<std::pair<std::string, std::vector<std::string>>> places;
    std::map<std::string, std::size_t> known;
    for (const VariableSet& place : variable.set_in) {
        std::string text = place.at ? place_text(*place.at) + " " : "";
        text += name_of(place.kind);
        if (place.state == VariableSet::State::empty) text += ", empty";
        if (place.state == VariableSet::State::possible) text += ", perhaps";
        const auto [entry, is_new] = known.try_emplace(text, places.size());
        if (is_new) places.emplace_back(std::move(text), std::vector<std::string>());
        const std::string& whose = place.service.empty() ? place.stage : place.service;
        if (!whose.empty()) places[entry->second].second.push_back(whose);
    }
    std::vector<std::string> texts;
    texts.reserve(places.size());
    for (auto& [text, whose] : places)
        texts.push_back(whose.empty() ? std::move(text) : fmt::format("{} ({})", text, join(whose, ", ")));
    return texts;
}

// A terminal sees the first and how many there are more; a pipe gets all.
Cell list_cell(const std::vector<std::string>& texts, const std::string& none) {
    if (texts.empty()) return {none, ""};
    const std::string first =
        texts.size() == 1 ? texts.front() : fmt::format("{} and {} more", texts.front(), texts.size() - 1);
    return {first, join(texts, "; ")};
}

Cell need_cell(const Variable& variable) {
    if (variable.reads.empty()) return {"", "unread"};
    if (variable.is_required) return Cell("required").in(report::Ink::bold);
    return {"optional"};
}

void print_table(Context& context, const std::vector<Variable>& variables) {
    Table table({{.title = "VARIABLE", .yields = 1},
                 {.title = "TYPE"},
                 {.title = "NEED"},
                 {.title = "DEFAULT", .yields = 4},
                 {.title = "READ", .yields = 2},
                 {.title = "SET", .yields = 3}});
    for (const Variable& variable : variables) {
        const std::string type =
            variable.reads.empty() ? std::string() : std::string(project::name_of(variable.reads.front()->type));
        table.add({variable.name, type, need_cell(variable), default_of(variable.default_of).value_or(""),
                   list_cell(read_texts(variable), variable.is_read_elsewhere ? "elsewhere" : "nowhere"),
                   list_cell(set_texts(variable), "nowhere")});
    }
    print(context.terminal, table);
}

// The names that Compose demands by `${NAME:?…}` and nobody gives.
void tell_demands(Context& context, const project::Facts& facts) {
    if (!facts.compose) return;
    std::vector<std::string> names;
    for (const project::InterpolationError& error : facts.compose->interpolation_errors) {
        if (std::ranges::find(names, error.variable) == names.end()) names.push_back(error.variable);
    }
    if (names.empty()) return;
    context.terminal.tell(fmt::format("Compose will refuse to start until {} {} set\n", join_words(names),
                                      names.size() == 1 ? "is" : "are"));
}

// What the list can't know, so that nobody takes it for whole.
void tell_gaps(Context& context, const project::Facts& facts) {
    if (context.is_quiet) return;
    tell_demands(context, facts);
    if (facts.settings.empty()) context.terminal.tell("no settings were found, so nothing is known to be read\n");
    std::size_t count = 0;
    const Location* first = nullptr;
    for (const project::DjangoSettings& settings : facts.settings) {
        count += settings.dynamic_reads.size();
        if (first == nullptr && !settings.dynamic_reads.empty()) first = &settings.dynamic_reads.front();
    }
    if (first == nullptr) return;
    context.terminal.tell(fmt::format("{} a variable whose name is made at run time, the first at {}\n",
                                      count_of(count, "place reads", "places read"),
                                      escape_controls(place_text(*first))));
}

int run_env_list(Context& context, const Invocation& invocation) {
    const project::Facts facts = facts_of(context, invocation);
    require_interpolated(facts);
    std::map<std::string, std::string, std::less<>> process;
    if (facts.scope.host || facts.live) process = context.environment;
    const std::vector<Variable> variables = list_variables(facts, process, filter_of(invocation));
    tell_gaps(context, facts);
    const std::string format = invocation.value("--format").value_or("text");
    if (format == "json") {
        context.terminal.print(variables_json(variables));
    } else if (format == "jsonl") {
        context.terminal.print(variable_lines(variables));
    } else {
        print_table(context, variables);
        if (variables.empty() && !context.is_quiet) context.terminal.tell("no variables\n");
    }
    return 0;
}

constexpr std::array narrowing_options{
    Option{.name = "--unset", .summary = "only what is read where nothing sets it"},
    Option{.name = "--unused", .summary = "only what is set and nothing reads; with --unset, either"},
};

using Tables = std::span<const Option>;
constexpr std::array<Tables, 5> tables{phase_options, project_options, live_options, narrowing_options, mode_options};
constexpr std::array<std::string_view, 3> formats{"text", "json", "jsonl"};

constexpr std::array exits{
    ExitNote{0, "the list was written"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3, "a file of the project can't be read or interpolated, or there is no project"},
};

constexpr std::array json_keys{
    JsonKey{"variables[].name", "the variable; as `jsonl` each line is one of these objects"},
    JsonKey{"variables[].required", "whether importing the settings without it fails"},
    JsonKey{"variables[].default",
            "the default of its first read that has one, as text, else its source; secrets are "
            "masked"},
    JsonKey{"variables[].type",
            "`str`, `int`, `float`, `bool`, `list`, `dict`, `json`, `url` or `path`; null for what "
            "no settings read"},
    JsonKey{"variables[].sources[]",
            "each place that reads it: `file`, `line`, `idiom`, `required`, `default`, `type`, "
            "`when` (`import`, `conditional`, `lazy`, `guarded`), `setting`"},
    JsonKey{
        "variables[].set_in[]",
        "each place that sets it: `kind`, `file`, `line`, `state` (`set`, `empty`, `unknown`; `possible` for a file "
        "that only the host has), `stage`, `service` (or `deployment/shop/web`, `shop.service`), `phases`"},
    JsonKey{"variables[].read_in", "the phases whose commands import those settings: `build`, `runtime`"},
    JsonKey{"variables[].read_elsewhere", "whether other code, a script, a compose file or a library reads it"},
};

constexpr std::array examples{
    Example{"every variable, read and set where", "megactl env list"},
    Example{"what the service web lacks", "megactl env list --service web --phase runtime --unset"},
    Example{"what nobody reads any more", "megactl env list --unused"},
    Example{"the required ones", "megactl env list --format json | jq -r '.variables[] | select(.required).name'"},
};

}  // namespace

constinit const Command env_list{
    .path = "env list",
    .summary = "every variable: read where, required or defaulted, set where, in which phase",
    .description =
        R"(Lists the variables that the settings read, in their order, and then those that are set and not read by them. Nothing of the project is run, and no value is ever printed: a place says only that it sets a variable, or sets it empty.

A variable is set by ENV, ARG, a RUN or a secret mount of a Dockerfile, by `build.args`, `build.secrets`, `environment` or `env_file` of a service, by an env file that the settings read by themselves, or by this process. So it is by a systemd unit (`Environment=`, `EnvironmentFile=`), a container of a Kubernetes manifest (`env`, and ConfigMaps and Secrets of the tree), a Procfile and its app.json.

Workflows of GitHub, pipelines of GitLab and the `secrets` of a service are named for variables that are known anyway; they stand in no phase, since no process has a variable by them alone. The project's `.env` as Compose reads it fills in compose files and reaches no container, so it stands in no phase; nor does this process, unless it is what is asked for (`--live`, or a project without Dockerfile and compose file).

As text in a pipe a row is the variable, its type, `required`, `optional` or `unread`, the default, the places that read it and those that set it, separated by tabs.)",
    .more_options = tables,
    .examples = examples,
    .exits = exits,
    .json_keys = json_keys,
    .formats = formats,
    .run = run_env_list,
};

}  // namespace megactl::cli::commands
