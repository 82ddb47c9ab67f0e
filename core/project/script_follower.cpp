#include "core/project/script_follower.hpp"

#include "core/base/text.hpp"
#include "core/project/build_context.hpp"
#include "core/project/dockerfile_commands.hpp"
#include "core/project/dockerignore.hpp"
#include "core/project/entry_point.hpp"
#include "core/project/image_files.hpp"
#include "core/project/makefile.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace megactl::project {
namespace {

constexpr int deepest_script = 3;
constexpr std::size_t most_followed = 2'000;

// How a command starts a script: its path, and whether a failure inside ends it.
struct ScriptCall {
    std::string path;
    bool stops_at_failure = false;  // `sh -e`
};

bool is_shell(std::string_view program) {
    return is_one_of(program.substr(program.rfind('/') + 1), {"sh", "bash", "dash", "ash"});
}

bool asks_to_stop(std::string_view option) {
    return option.starts_with('-') && !option.starts_with("--") && option.find('e') != std::string_view::npos;
}

std::optional<ScriptCall> script_call(const ShellCommand& command) {
    if (command.words.empty()) return std::nullopt;
    const std::string_view program = command.words.front().text;
    const bool is_sourced = program == "." || program == "source";
    ScriptCall call;
    std::size_t at = 0;
    if (is_shell(program) || is_sourced) {
        for (at = 1; at < command.words.size() && command.words[at].text.starts_with('-'); ++at) {
            call.stops_at_failure = call.stops_at_failure || asks_to_stop(command.words[at].text);
            if (command.words[at].text.ends_with('o')) ++at;  // `-o pipefail`
        }
        if (at >= command.words.size()) return std::nullopt;
    } else if (program.find('/') == std::string_view::npos) {
        return std::nullopt;
    }
    if (!command.words[at].is_literal) return std::nullopt;
    call.path = command.words[at].text;
    return call;
}

// Does a `set -e` among its words make the script stop?
bool sets_stop(const ShellCommand& command) {
    if (command.words.empty() || command.words.front().text != "set") return false;
    return std::any_of(command.words.begin() + 1, command.words.end(),
                       [](const ShellWord& word) { return asks_to_stop(word.text) || word.text == "errexit"; });
}

// What whoever calls a script says of its variables comes before what is known around it.
KnownValues known_behind(const ShellCommand& caller, const KnownValues& known) {
    return [&](std::string_view name) -> std::optional<std::string> {
        if (caller.unknown_environment) return std::nullopt;
        for (const auto* assignments : {&caller.assignments, &caller.inherited}) {
            const auto found = std::ranges::find(*assignments, name, &ShellAssignment::name);
            if (found == assignments->end()) continue;
            return found->value.is_literal ? std::optional(found->value.text) : std::nullopt;
        }
        return known ? known(name) : std::nullopt;
    };
}

// What the caller hands over, the script's own comes behind.
void hand_over(const ShellCommand& caller, ShellCommand& command) {
    std::vector<ShellAssignment> inherited = caller.inherited;
    inherited.insert(inherited.end(), caller.assignments.begin(), caller.assignments.end());
    inherited.insert(inherited.end(), command.inherited.begin(), command.inherited.end());
    command.inherited = std::move(inherited);
    command.unknown_environment = command.unknown_environment || caller.unknown_environment;
    command.execution = std::min(command.execution, caller.execution);
    command.is_forgiven = command.is_forgiven || caller.is_forgiven;
    command.directory = container_path(caller.directory, command.directory);
}

// `make -C web static DEBUG=0`
struct MakeCall {
    std::string directory;
    std::string file;
    std::vector<std::string> targets;
    std::map<std::string, std::string> said;
    bool goes_on = false;
};

std::optional<MakeCall> make_call(const ShellCommand& command) {
    if (command.words.empty() || !is_one_of(command.words.front().text, {"make", "gmake"})) return std::nullopt;
    MakeCall call;
    for (std::size_t i = 1; i < command.words.size(); ++i) {
        const ShellWord& word = command.words[i];
        if (!word.is_literal) return std::nullopt;
        const bool has_next = i + 1 < command.words.size();
        const std::size_t equals = word.text.find('=');
        if (is_one_of(word.text, {"-C", "-f"}) && has_next) {
            (word.text == "-C" ? call.directory : call.file) = command.words[++i].text;
        } else if (is_one_of(word.text, {"-n", "--dry-run", "-h", "--help", "-v", "--version", "-q", "-t"})) {
            return std::nullopt;
        } else if (is_one_of(word.text, {"-i", "-k"})) {
            call.goes_on = true;
        } else if (is_one_of(word.text, {"-I", "-o", "-W"}) && has_next) {
            ++i;
        } else if (word.text.starts_with('-')) {
            continue;
        } else if (equals != std::string::npos) {
            call.said.insert_or_assign(word.text.substr(0, equals), word.text.substr(equals + 1));
        } else {
            call.targets.push_back(word.text);
        }
    }
    return call;
}

}  // namespace

bool ScriptFollower::starts_script(const ShellCommand& command) {
    return make_call(command) || script_call(command);
}

std::vector<FollowedCommand> ScriptFollower::commands_behind(const ShellCommand& command,
                                                             const KnownValues& known) const {
    ShellCommand placed = command;
    const std::string directory = working_directory_before(place_.dockerfile, place_.stage, place_.instruction);
    placed.directory = container_path(directory, command.directory);
    std::vector<FollowedCommand> found;
    follow(placed, known, 0, false, found);
    return found;
}

void ScriptFollower::follow(const ShellCommand& command, const KnownValues& known, int depth, bool goes_on,
                            std::vector<FollowedCommand>& found) const {
    if (depth >= deepest_script || found.size() >= most_followed || settings_load(command)) return;
    if (make_call(command)) return follow_make(command, known, depth, goes_on, found);
    const auto call = script_call(command);
    if (!call) return;
    const Source script = file_in_image(container_path(command.directory, call->path));
    if (!script || !has_shell_interpreter(script->text())) return;
    follow_script(script, command, known, depth, goes_on, call->stops_at_failure, found);
}

void ScriptFollower::follow_script(const Source& script, const ShellCommand& caller, const KnownValues& known,
                                   int depth, bool goes_on, bool stops_at_failure,
                                   std::vector<FollowedCommand>& found) const {
    const std::string_view text = script->text();
    if (text.starts_with("#!"))
        stops_at_failure = stops_at_failure || text.substr(0, text.find('\n')).find(" -e") != std::string_view::npos;
    const KnownValues inside = known_behind(caller, known);
    std::vector<ShellCommand> commands = shell_commands(text, inside);
    for (std::size_t i = 0; i < commands.size() && found.size() < most_followed; ++i) {
        stops_at_failure = stops_at_failure || sets_stop(commands[i]);
        const bool is_passed_over = goes_on || (!stops_at_failure && i + 1 < commands.size());
        ShellCommand command = std::move(commands[i]);
        hand_over(caller, command);
        found.push_back({std::move(command), {script, {}}, is_passed_over});
        found.back().at.span = found.back().command.span;
        const ShellCommand called = found.back().command;
        follow(called, inside, depth + 1, is_passed_over, found);
    }
}

void ScriptFollower::follow_make(const ShellCommand& command, const KnownValues& known, int depth, bool goes_on,
                                 std::vector<FollowedCommand>& found) const {
    const auto call = make_call(command);
    if (!call) return;
    const std::string folder = container_path(command.directory, call->directory);
    Source source;
    for (const std::string_view name : {"GNUmakefile", "makefile", "Makefile"}) {
        if (!source) source = file_in_image(container_path(folder, call->file.empty() ? name : call->file));
    }
    if (!source) return;
    const Makefile makefile(source);
    ShellCommand caller = command;
    caller.directory = folder;
    caller.unknown_environment = caller.unknown_environment || makefile.exports_unknown();
    for (const auto& [name, value] : makefile.exported())
        caller.inherited.push_back({name, {value.value_or(""), value.has_value(), {}}, {}});
    for (const auto& [name, value] : call->said)
        caller.inherited.push_back({name, {value, true, {}}, {}});
    const KnownValues inside = known_behind(caller, known);
    for (const RecipeLine& line : makefile.recipe_of(call->targets, call->said)) {
        for (ShellCommand& one : shell_commands(line.text, inside)) {
            if (found.size() >= most_followed) return;
            hand_over(caller, one);
            if (!line.is_certain) one.execution = std::min(one.execution, Execution::possible);
            const bool is_passed_over = goes_on || call->goes_on || line.is_forgiven;
            found.push_back({one, {source, line.span}, is_passed_over});
            follow(one, inside, depth + 1, is_passed_over, found);
        }
    }
}

// The project's file that has been copied to a path of the image.
Source ScriptFollower::file_in_image(const std::string& path) const {
    const auto file = file_at(tree_, place_, path);
    if (!file || !tree_.is_file(*file)) return nullptr;
    const Source ignore = ignore_file_of(tree_, place_.dockerfile);
    if (ignore && Dockerignore(ignore->text()).excludes(path_in_context(place_.dockerfile, *file))) return nullptr;
    return read_if_possible(tree_, *file);
}

}  // namespace megactl::project
