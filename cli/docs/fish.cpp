#include "cli/docs/completion.hpp"
#include "cli/docs/completion_words.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::cli::docs {
namespace {

constexpr std::string_view head = R"fish(# Completions of megactl for fish, made by `megactl completion fish`.

)fish";

constexpr std::string_view functions = R"fish(
# The command ahead of the cursor on the first line, its arguments on further ones.
function __megactl_read
    set -l command
    set -l arguments
    set -l skip
    set -l plain
    for word in (commandline -opc)[2..-1]
        if test -n "$skip"
            set skip
        else if test -z "$plain"; and test "$word" = --
            set plain yes
        else if test -z "$plain"; and contains -- $word $__megactl_value_options
            set skip yes
        else if test -z "$plain"; and string match -q -- '-*' $word
            continue
        else if test (count $arguments) = 0; and contains -- (string trim "$command $word") $__megactl_paths
            set command (string trim "$command $word")
        else
            set -a arguments $word
        end
    end
    echo "$command"
    test (count $arguments) = 0; or printf '%s\n' $arguments
end

function __megactl_in # COMMAND…: is the command one of them?
    set -l read (__megactl_read)
    contains -- "$read[1]" $argv
end

function __megactl_argument # COMMAND INDEX: is the cursor in its argument of that number, or with `+` in a later one?
    set -l read (__megactl_read)
    set -l index (math (count $read) - 1)
    test "$read[1]" = $argv[1]; or return 1
    if string match -q -- '*+' $argv[2]
        test $index -ge (string trim -c + $argv[2])
    else
        test $index -eq $argv[2]
    end
end

function __megactl_list # The candidates, after what stands before the last comma
    set -l before (commandline -ct | string replace -r -- '^--[^=]*=' '' | string match -r -- '^.*,')
    printf '%s\n' "$before"$argv
end

function __megactl_living # KIND: what `megactl __complete` knows
    command megactl __complete $argv[1] 2>/dev/null
end

function __megactl_named # The words that may follow those behind `help`
    set -l read (__megactl_read)
    __megactl_next "$read[2..-1]"
end

complete -c megactl -f
complete -c megactl -n 'test (count (__megactl_read)) = 1' -a '(__megactl_next (__megactl_read)[1])'
)fish";

std::string fish_quoted(std::string_view text) {
    return fmt::format("'{}'", replace_all(replace_all(std::string(text), "\\", "\\\\"), "'", "\\'"));
}

std::string fish_list(const std::vector<std::string>& words) {
    std::vector<std::string> result;
    result.reserve(words.size());
    for (const std::string& word : words)
        result.push_back(fish_quoted(word));
    return join(result, " ");
}

std::string next_words(const Catalogues& all) {
    std::string text = "function __megactl_next # PATH: the words that may follow it\n    switch \"$argv[1]\"\n";
    for (const Branch& branch : branches(all)) {
        text += fmt::format("        case {}\n", fish_quoted(branch.path));
        for (const Branch::Word& word : branch.words) {
            text += fmt::format("            printf '%s\\t%s\\n' {} {}\n", fish_quoted(word.word),
                                fish_quoted(word.summary));
        }
    }
    return text + "    end\nend\n";
}

// What `complete` takes for a value.
std::string value(Completion completion, std::span<const std::string_view> choices, bool is_list) {
    std::string candidates;
    if (!choices.empty()) {
        candidates = fmt::format("{}", fmt::join(choices, " "));
    } else if (const std::string_view living = living_kind(completion); !living.empty()) {
        candidates = fmt::format("(__megactl_living {})", living);
    }
    if (!candidates.empty() && is_list) candidates = fmt::format("(__megactl_list {})", candidates);
    if (!candidates.empty()) return fmt::format("-x -a {}", fish_quoted(candidates));
    switch (completion) {
        case Completion::file: return "-r -F";
        case Completion::directory: return "-x -a '(__fish_complete_directories)'";
        case Completion::commands: return "-x -a '(__megactl_named)'";
        default: return "-x";
    }
}

std::string option_words(const Option& option, const Catalogues& all) {
    std::string text;
    if (option.letter != 0) text += fmt::format("-s {} ", option.letter);
    text += option.name.starts_with("--") ? fmt::format("-l {}", option.name.substr(2))
                                          : fmt::format("-s {}", option.name.substr(1));
    if (!option.value.empty()) text += " " + value(option.completion, choices_of(option, all), option.is_list);
    return text + fmt::format(" -d {}", fish_quoted(menu_text(summary_of(option, all))));
}

// An option as several commands have it.
struct SharedOption {
    std::string words;
    std::vector<std::string> commands;
};

std::string own_option_lines(const Catalogues& all) {
    std::vector<SharedOption> shared;
    for (const TypedCommand& typed : typed_commands(all)) {
        for (const Option& option : own_options(*typed.command, all)) {
            std::string words = option_words(option, all);
            const auto found = std::ranges::find(shared, words, &SharedOption::words);
            if (found != shared.end()) {
                found->commands.push_back(typed.path);
            } else {
                shared.push_back({std::move(words), {typed.path}});
            }
        }
    }
    std::string text;
    for (const SharedOption& option : shared) {
        const std::string condition = "__megactl_in " + fish_list(option.commands);
        text += fmt::format("complete -c megactl -n {} {}\n", fish_quoted(condition), option.words);
    }
    return text;
}

std::string argument_line(std::string_view path, std::string_view index, std::string_view words) {
    const std::string condition = fmt::format("__megactl_argument {} {}", fish_quoted(path), index);
    return fmt::format("complete -c megactl -n {} {}\n", fish_quoted(condition), words);
}

std::string argument_lines(const Catalogues& all) {
    std::string text;
    for (const TypedCommand& typed : typed_commands(all)) {
        std::size_t index = 0;
        for (const Argument& argument : typed.command->arguments) {
            if (argument.takes_rest) {
                text += argument_line(typed.path, std::to_string(index), "-x -a '(__fish_complete_command)'");
                text += argument_line(typed.path, fmt::format("{}+", index + 1), "-F");
                continue;
            }
            const std::string place = fmt::format("{}{}", index++, argument.is_repeatable ? "+" : "");
            const std::string words = value(argument.completion, argument.choices, false);
            if (words != "-x") text += argument_line(typed.path, place, words);
        }
    }
    return text;
}

}  // namespace

std::string fish_completion(const Catalogues& all) {
    std::string text(head);
    text += fmt::format("set -g __megactl_paths {}\n", fish_list(path_beginnings(all)));
    text += fmt::format("set -g __megactl_value_options {}\n\n", join(value_options(all), " "));
    text += next_words(all) + std::string(functions) + "\n";
    for (const Option& option : shared_options(all)) {
        text += fmt::format("complete -c megactl {}\n", option_words(option, all));
    }
    return text + "\n" + own_option_lines(all) + "\n" + argument_lines(all);
}

}  // namespace megactl::cli::docs
