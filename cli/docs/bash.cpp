#include "cli/docs/completion.hpp"
#include "cli/docs/completion_words.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace megactl::cli::docs {
namespace {

constexpr std::string_view head = R"bash(# Completions of megactl for bash, made by `megactl completion bash`.
# Needs nothing but bash 4.3; answers stand in REPLY, a value's kind is one of
# file, directory, rest, commands, other, `choices WORD…`, `living KIND`, with `list ` before it where commas part several.

)bash";

constexpr std::string_view engine = R"bash(
_megactl_keep() {  # CURRENT PREFIX, candidates on standard input: those that begin with CURRENT, never expanded
    local line
    while IFS= read -r line; do
        line=${line%%$'\t'*}
        [[ -n $line && $line == "$1"* ]] && COMPREPLY+=("$2$line")
    done
}

_megactl_offer() {  # KIND CURRENT PREFIX INDEX ARGUMENTS
    local kind=$1 current=$2 prefix=$3
    if [[ $kind == list\ * ]]; then
        kind=${kind#list }
        compopt -o nospace 2>/dev/null
        [[ $current == *,* ]] && prefix+=${current%,*}, && current=${current##*,}
    fi
    case $kind in
        file | directory | rest)
            local action=file
            [[ $kind == directory ]] && action=directory
            [[ $kind == rest && $4 == 0 ]] && action=command
            compopt -o filenames 2>/dev/null
            _megactl_keep "$current" "$prefix" < <(compgen -A "$action" -- "$current" | sort -u)
            ;;
        commands) _megactl_next "$5" && _megactl_keep "$current" "$prefix" <<<"${REPLY// /$'\n'}" ;;
        choices\ *) kind=${kind#choices } && _megactl_keep "$current" "$prefix" <<<"${kind// /$'\n'}" ;;
        living\ *) _megactl_keep "$current" "$prefix" < <(command megactl __complete "${kind#living }" ${current:+"$current"} 2>/dev/null) ;;
    esac
}

_megactl() {
    local REPLY word command='' option='' rest='' plain='' index=0 arguments='' glue='' position prefix=''
    local -a words=()
    COMPREPLY=()
    ((COMP_CWORD > 0)) || return
    # bash cuts `--mode=pro` and `celery@web` into three words each.
    for ((position = 1; position <= COMP_CWORD; position++)); do
        word=${COMP_WORDS[position]}
        if [[ $word == = && ${#words[@]} -gt 0 && ${words[-1]} == --* ]]; then
            words[-1]+='=' glue=yes
        elif [[ $word == @ && ${#words[@]} -gt 0 ]]; then
            words[-1]+=@ glue=yes
        elif [[ $glue ]]; then
            words[-1]+=$word glue=''
        else
            words+=("$word")
        fi
    done
    local current=${words[-1]}
    unset 'words[-1]'

    for word in "${words[@]}"; do
        if [[ $option ]]; then
            option=''
        elif [[ ! $rest && ! $plain && $word == -- ]]; then
            plain=yes
        elif [[ ! $rest && ! $plain && $word == -* ]]; then
            [[ $word != *=* ]] && _megactl_value "$command" "$word" && option=$word
        elif ((index == 0)) && _megactl_next "$command" && [[ " $REPLY " == *" $word "* ]]; then
            command=${command:+$command }$word
        else
            _megactl_argument "$command" "$index" && [[ $REPLY == rest ]] && rest=yes
            arguments=${arguments:+$arguments }$word
            index=$((index + 1))
        fi
    done

    if [[ $option ]]; then
        _megactl_value "$command" "$option"
        _megactl_offer "$REPLY" "$current" ''
    elif [[ ! $rest && ! $plain && $current == --*=* ]]; then
        option=${current%%=*}
        [[ $COMP_WORDBREAKS == *=* ]] || prefix=$option=
        _megactl_value "$command" "$option" && _megactl_offer "$REPLY" "${current#*=}" "$prefix"
    elif [[ ! $rest && ! $plain && $current == -* ]]; then
        _megactl_options "$command"
        _megactl_keep "$current" '' <<<"${REPLY// /$'\n'}"
    else
        ((index == 0)) && _megactl_next "$command" && _megactl_keep "$current" '' <<<"${REPLY// /$'\n'}"
        _megactl_argument "$command" "$index" && _megactl_offer "$REPLY" "$current" '' "$index" "$arguments"
    fi
    # What stands before its last cut is kept as it is.
    if [[ $current == *@* && $COMP_WORDBREAKS == *@* ]]; then
        position=${current%@*}
        [[ $position == --*=* ]] && position=${position#*=}
        COMPREPLY=("${COMPREPLY[@]#"$position"}")
    fi
}

complete -F _megactl megactl
)bash";

// The head of a function that answers by a `case`.
std::string opening(std::string_view name, std::string_view comment, std::string_view subject) {
    return fmt::format("{}() {{  # {}\n    REPLY=\n    case {} in\n", name, comment, subject);
}

constexpr std::string_view closing = "    esac\n    [[ $REPLY ]]\n}\n";

std::string answer(std::string_view pattern, std::string_view reply) {
    return fmt::format("        {}) REPLY={} ;;\n", pattern, shell_quoted(reply));
}

std::string kind_of(Completion completion, std::span<const std::string_view> choices) {
    if (!choices.empty()) return fmt::format("choices {}", fmt::join(choices, " "));
    if (const std::string_view living = living_kind(completion); !living.empty())
        return fmt::format("living {}", living);
    switch (completion) {
        case Completion::file: return "file";
        case Completion::directory: return "directory";
        case Completion::commands: return "commands";
        default: return "other";
    }
}

std::string kind_of(const Option& option, const Catalogues& all) {
    const std::string kind = kind_of(option.completion, choices_of(option, all));
    return option.is_list ? "list " + kind : kind;
}

std::string next_words(const Catalogues& all) {
    std::string text = opening("_megactl_next", "PATH: the words that may follow it", "$1");
    for (const Branch& branch : branches(all)) {
        std::vector<std::string> words;
        words.reserve(branch.words.size());
        for (const Branch::Word& word : branch.words)
            words.push_back(word.word);
        text += answer(shell_quoted(branch.path), join(words, " "));
    }
    return text + std::string(closing);
}

std::string option_names(const std::vector<Option>& options) {
    std::vector<std::string> names;
    names.reserve(options.size());
    for (const Option& option : options)
        names.emplace_back(option.name);
    return join(names, " ");
}

std::string options_by_command(const Catalogues& all) {
    std::string text = opening("_megactl_options", "COMMAND: its options", "$1");
    for (const TypedCommand& typed : typed_commands(all)) {
        text += answer(shell_quoted(typed.path), option_names(own_options(*typed.command, all)));
    }
    return text + fmt::format("    esac\n    REPLY+={}\n}}\n", shell_quoted(" " + option_names(shared_options(all))));
}

// An option's kind of value, and the commands where it is of that kind.
struct ValueKind {
    std::string name;
    std::string kind;
    std::vector<std::string> commands;
};

std::vector<ValueKind> value_kinds(const Catalogues& all) {
    std::vector<ValueKind> kinds;
    const auto add_name = [&](const std::string& path, const std::string& name, const std::string& kind) {
        const auto found = std::ranges::find_if(
            kinds, [&](const ValueKind& other) { return other.name == name && other.kind == kind; });
        if (found != kinds.end()) {
            found->commands.push_back(path);
        } else {
            kinds.push_back({name, kind, {path}});
        }
    };
    const auto add = [&](const std::string& path, const Option& option) {
        if (option.value.empty()) return;
        if (option.letter != 0) add_name(path, fmt::format("-{}", option.letter), kind_of(option, all));
        add_name(path, std::string(option.name), kind_of(option, all));
    };
    for (const TypedCommand& typed : typed_commands(all)) {
        for (const Option& option : own_options(*typed.command, all))
            add(typed.path, option);
    }
    for (const Option& option : shared_options(all))
        add("", option);
    return kinds;
}

std::string values(const Catalogues& all) {
    std::string text =
        opening("_megactl_value", "COMMAND OPTION: the kind of its value; fails where it takes none", "$1:$2");
    const std::vector<ValueKind> kinds = value_kinds(all);
    std::vector<std::string> general;
    for (const ValueKind& kind : kinds) {
        if (std::ranges::count(kinds, kind.name, &ValueKind::name) == 1) {
            text += answer(fmt::format("*:{}", kind.name), kind.kind);
            continue;
        }
        std::vector<std::string> patterns;
        patterns.reserve(kind.commands.size());
        for (const std::string& command : kind.commands)
            patterns.push_back(shell_quoted(command + ":" + kind.name));
        text += answer(join(patterns, " | "), kind.kind);
        if (std::ranges::find(general, kind.name) == general.end()) general.push_back(kind.name);
    }
    // Ahead of the command it is only known that a value follows.
    for (const std::string& name : general)
        text += answer(fmt::format("*:{}", name), "other");
    if (std::ranges::find(general, "--format") == general.end()) text += answer("*:--format", "other");
    return text + std::string(closing);
}

std::string arguments(const Catalogues& all) {
    std::string text = opening("_megactl_argument", "COMMAND INDEX: the kind of its argument", "$1:$2");
    for (const TypedCommand& typed : typed_commands(all)) {
        std::size_t index = 0;
        for (const Argument& argument : typed.command->arguments) {
            const bool is_last = argument.takes_rest || argument.is_repeatable;
            const std::string place = is_last ? "*" : std::to_string(index);
            const std::string kind = argument.takes_rest ? "rest" : kind_of(argument.completion, argument.choices);
            text += answer(fmt::format("{}:{}", shell_quoted(typed.path), place), kind);
            ++index;
        }
    }
    return text + std::string(closing);
}

}  // namespace

std::string bash_completion(const Catalogues& all) {
    return std::string(head) + next_words(all) + "\n" + options_by_command(all) + "\n" + values(all) + "\n" +
           arguments(all) + std::string(engine);
}

}  // namespace megactl::cli::docs
