#include "core/project/dockerfile_commands.hpp"

#include "core/base/text.hpp"
#include "core/project/dockerfile_syntax.hpp"

#include <algorithm>
#include <optional>

namespace megactl::project {
namespace {

// Calls `change` with every span of the command.
template <class Change>
void for_each_span(ShellCommand& command, const Change& change) {
    change(command.span);
    for (auto* words : {&command.words, &command.outputs}) {
        for (ShellWord& word : *words)
            change(word.span);
    }
    for (auto* assignments : {&command.assignments, &command.inherited}) {
        for (ShellAssignment& assignment : *assignments) {
            change(assignment.span);
            change(assignment.value.span);
        }
    }
}

bool is_posix_shell(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
    return name == "sh" || name == "bash" || name == "dash" || name == "ash";
}

bool runs_posix_shell(const Dockerfile& dockerfile, const Instruction& instruction) {
    if (!instruction.shell || *instruction.shell >= dockerfile.instructions.size()) return true;
    const auto& words = dockerfile.instructions[*instruction.shell].exec_form;
    return words && !words->empty() && is_posix_shell(words->front());
}

// Do the words around the here-document's mark leave the script to a shell: `<<EOF`, `bash -e <<EOF`?
bool is_script_for_shell(std::string_view text) {
    bool is_first = true;
    for (std::size_t begin = skip_blanks(text, 0); begin < text.size();) {
        const std::size_t end = word_end(text, begin, '\\');
        const std::string_view word = text.substr(begin, end - begin);
        begin = skip_blanks(text, end);
        if (word.find("<<") != std::string_view::npos) continue;
        const bool fits =
            is_first ? is_posix_shell(word) : word.starts_with('-') && word.find('c') == std::string_view::npos;
        if (!fits) return false;
        is_first = false;
    }
    return true;
}

}  // namespace

bool has_shell_interpreter(std::string_view script) {
    if (!script.starts_with("#!")) return true;
    const std::string_view line = script.substr(2, script.find('\n') - 2);
    for (const std::string_view word : split(trim(line), ' ')) {
        if (word.empty() || word.ends_with("/env") || word.starts_with('-')) continue;
        return is_posix_shell(trim(word));
    }
    return false;
}

std::vector<ShellCommand> commands_of(const Dockerfile& dockerfile, const Instruction& instruction,
                                      const KnownValues& known) {
    const std::string& keyword = instruction.keyword;
    if (keyword != "RUN" && keyword != "CMD" && keyword != "ENTRYPOINT") return {};
    const std::string& text = instruction.rest.text();
    std::vector<ShellCommand> commands;
    if (instruction.exec_form) {
        commands = argument_commands(*instruction.exec_form, known);
        const Span whole = instruction.rest.in_source({0, text.size()});
        for (ShellCommand& command : commands)
            for_each_span(command, [&](Span& span) { span = whole; });
        return commands;
    }
    if (!runs_posix_shell(dockerfile, instruction)) return {};
    if (instruction.heredocs.size() == 1 && is_script_for_shell(text)) {
        const Heredoc& heredoc = instruction.heredocs.front();
        if (!has_shell_interpreter(heredoc.body)) return {};
        // Tabs that `<<-` takes off mean nothing to a shell.
        commands = shell_commands(dockerfile.source->text(heredoc.body_span), known);
        for (ShellCommand& command : commands) {
            for_each_span(command, [&](Span& span) {
                span = {span.begin + heredoc.body_span.begin, span.end + heredoc.body_span.begin};
            });
        }
        return commands;
    }
    commands = shell_commands(text, known);
    for (ShellCommand& command : commands) {
        for_each_span(command, [&](Span& span) { span = instruction.rest.in_source(span); });
    }
    return commands;
}

const Instruction* effective(const Dockerfile& dockerfile, std::size_t stage, std::string_view keyword) {
    bool entrypoint_is_set = false;
    for (std::optional<std::size_t> next = stage; next && *next < dockerfile.stages.size();) {
        const Stage& current = dockerfile.stages[*next];
        const Instruction* last = nullptr;
        for (std::size_t i = current.from; i < current.end; ++i) {
            const Instruction& instruction = dockerfile.instructions[i];
            if (instruction.is_onbuild) continue;
            if (instruction.keyword == keyword) last = &instruction;
            entrypoint_is_set = entrypoint_is_set || instruction.keyword == "ENTRYPOINT";
        }
        if (last != nullptr) return last;
        // An ENTRYPOINT takes away the CMD of the image it builds on.
        if (keyword == "CMD" && entrypoint_is_set) return nullptr;
        next = current.parent;
    }
    return nullptr;
}

}  // namespace megactl::project
