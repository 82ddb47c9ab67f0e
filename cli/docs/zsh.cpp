#include "cli/docs/completion.hpp"
#include "cli/docs/completion_words.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::cli::docs {
namespace {

constexpr std::string_view head = R"zsh(#compdef megactl
# Completions of megactl for zsh, made by `megactl completion zsh`.

_megactl_living() {  # KIND: what `megactl __complete` knows
    local kind=$1
    shift
    local -a lines=(${(f)"$(command megactl __complete $kind 2>/dev/null)"})
    lines=(${${lines//:/\\:}/$'\t'/:})
    _describe -t $kind $kind lines "$@"
}

)zsh";

// Finds the command ahead of the cursor, then lets _arguments do the rest; the command's words count as arguments.
constexpr std::string_view walk = R"zsh(
_megactl() {
    local word command skip
    local -a typed
    for word in "${(@)words[2,CURRENT-1]}"; do
        if [[ -n $skip ]]; then
            skip=
            continue
        fi
        case $word in
            (--) break ;;
            (%VALUES%) skip=yes ;;
            (-*) ;;
            (*)
                (( ${_megactl_paths[(Ie)${command:+$command }$word]} )) || break
                command=${command:+$command }$word
                ;;
        esac
    done
    _megactl_complete $command
}
)zsh";

constexpr std::string_view start = R"zsh(
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _megactl "$@"
else
    compdef _megactl megactl
fi
)zsh";

// Signs that mean something to _arguments and _describe.
std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : menu_text(text)) {
        if (std::string_view("[]:\\").find(c) != std::string_view::npos) result += '\\';
        result += c;
    }
    return result;
}

std::string action(Completion completion, std::span<const std::string_view> choices, std::string_view message,
                   bool is_list) {
    const std::string_view living = living_kind(completion);
    if (!choices.empty()) {
        if (is_list) return fmt::format(" _values -s , {} {}", escaped(message), fmt::join(choices, " "));
        return fmt::format("({})", fmt::join(choices, " "));
    }
    if (!living.empty()) return fmt::format(" {}_megactl_living {}", is_list ? "_sequence " : "", living);
    switch (completion) {
        case Completion::file: return "_files";
        case Completion::directory: return "_files -/";
        case Completion::commands: return " _megactl_named";
        default: return " ";
    }
}

std::string option_spec(const Option& option, const Catalogues& all) {
    const bool has_value = !option.value.empty();
    std::string tail = fmt::format("[{}]", escaped(summary_of(option, all)));
    if (has_value) {
        const std::string how = action(option.completion, choices_of(option, all), option.value, option.is_list);
        tail += fmt::format(":{}:{}", escaped(option.value), how);
    }
    const std::string_view equals = has_value && option.name.starts_with("--") ? "=" : "";
    const std::string names = fmt::format("{}{}", option.name, equals);
    const std::string star = option.is_repeatable ? "*" : "";
    if (option.letter == 0) return shell_quoted(star + names + tail);
    const std::string others = option.is_repeatable ? "*" : fmt::format("(-{} {})", option.letter, option.name);
    return fmt::format("{}{{-{},{}}}{}", shell_quoted(others), option.letter, names, shell_quoted(tail));
}

std::string argument_spec(const Argument& argument, std::size_t place) {
    if (argument.takes_rest) return shell_quoted(fmt::format("*:::{}:_normal", escaped(argument.name)));
    const std::string where =
        argument.is_repeatable ? "*" : fmt::format("{}{}", place, argument.is_required ? "" : ":");
    return shell_quoted(fmt::format("{}:{}:{}", where, escaped(argument.name),
                                    action(argument.completion, argument.choices, argument.name, false)));
}

// The words of a branch, for _describe.
std::string next_words(const Catalogues& all) {
    std::string text =
        "_megactl_next() {  # PATH…: the words that may follow it\n    local -a words\n    case \"$*\" in\n";
    for (const Branch& branch : branches(all)) {
        text += fmt::format("        ({}) words=(\n", shell_quoted(branch.path));
        for (const Branch::Word& word : branch.words) {
            text +=
                fmt::format("            {}\n", shell_quoted(fmt::format("{}:{}", word.word, escaped(word.summary))));
        }
        text += "        ) ;;\n";
    }
    return text + "    esac\n    _describe -t commands command words\n}\n";
}

// `help env <TAB>`: the words typed behind `help` are a path; the first may be a guide as well.
constexpr std::string_view named = R"zsh(
_megactl_named() {
    (( $#line > 2 )) || _megactl_next help
    _megactl_next "${(@)line[2,-2]}"
}

)zsh";

// Is it the beginning of a longer command as well?
bool leads_on(std::string_view path, const Catalogues& all) {
    const std::vector<Branch> forks = branches(all);
    return std::ranges::find(forks, path, &Branch::path) != forks.end();
}

std::string command_case(const TypedCommand& typed, const Catalogues& all) {
    std::string text =
        fmt::format("        ({})\n            _arguments -s -S \"$shared[@]\" \\\n", shell_quoted(typed.path));
    for (const Option& option : own_options(*typed.command, all)) {
        text += fmt::format("                {} \\\n", option_spec(option, all));
    }
    std::size_t place = 0;
    for (const std::string_view word : split(typed.path, ' ')) {
        text += fmt::format("                {} \\\n", shell_quoted(fmt::format("{}:{}: ", ++place, word)));
    }
    for (const Argument& argument : typed.command->arguments) {
        text += fmt::format("                {} \\\n", argument_spec(argument, ++place));
    }
    const bool is_told = std::ranges::find(typed.command->arguments, Completion::commands, &Argument::completion) !=
                         typed.command->arguments.end();
    if (leads_on(typed.path, all) && !is_told) {
        text += fmt::format("                {} \\\n",
                            shell_quoted(fmt::format("{}:command: _megactl_next {}", ++place, typed.path)));
    }
    text.erase(text.size() - 3);
    return text + "\n            ;;\n";
}

std::string complete_function(const Catalogues& all) {
    std::string text =
        "_megactl_complete() {  # COMMAND\n    local curcontext=$curcontext state\n    local -a line shared=(\n";
    for (const Option& option : shared_options(all))
        text += fmt::format("        {}\n", option_spec(option, all));
    text += "    )\n    case $1 in\n";
    std::vector<std::string> paths;
    for (const TypedCommand& typed : typed_commands(all)) {
        text += command_case(typed, all);
        paths.push_back(typed.path);
    }
    for (const Branch& branch : branches(all)) {
        if (std::ranges::find(paths, branch.path) != paths.end()) continue;
        text += fmt::format("        ({})\n            _arguments -s -S \"$shared[@]\"", shell_quoted(branch.path));
        const auto depth = branch.path.empty() ? 0U : split(branch.path, ' ').size();
        for (std::size_t place = 1; place <= depth; ++place)
            text += fmt::format(" '{}:word: '", place);
        text += fmt::format(" '{}:command: _megactl_next {}'\n            ;;\n", depth + 1, branch.path);
    }
    return text + "    esac\n}\n";
}

}  // namespace

std::string zsh_completion(const Catalogues& all) {
    const std::string paths =
        fmt::format("typeset -ga _megactl_paths=(\n    {}\n)\n\n", quoted_list(path_beginnings(all), "\n    "));
    return std::string(head) + paths + next_words(all) + std::string(named) + complete_function(all) +
           replace_all(std::string(walk), "%VALUES%", join(value_options(all), "|")) + std::string(start);
}

}  // namespace megactl::cli::docs
