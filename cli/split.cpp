// CLI11 splits, and only here: `-qv`, `-Cdir`, `--root=x`, `--`. Everything it would say about mistakes is said by
// parse.cpp, which knows the catalogue.

#include "cli/split.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace megactl::cli {
namespace {

// CLI11 2.1.2 takes the next argument for the value of `--root=`, and lets `--flag=x` pass. So a value that is joined
// by
// `=` goes in behind this character (as does an argument that begins with it), and comes out without.
constexpr char mark = '\x01';

std::string marked(const std::string& argument) {
    if (argument.starts_with(mark)) return mark + argument;
    const std::size_t equals = argument.find('=');
    if (!argument.starts_with("--") || equals == std::string::npos) return argument;
    return argument.substr(0, equals + 1) + mark + argument.substr(equals + 1);
}

std::string unmarked(std::string argument) {
    if (argument.starts_with(mark)) return argument.substr(1);
    const std::size_t equals = argument.find('=');
    if (argument.starts_with("--") && equals != std::string::npos && argument.substr(equals + 1).starts_with(mark)) {
        argument.erase(equals + 1, 1);
    }
    return argument;
}

struct Known {
    const Option* option;
    bool is_letter;
    CLI::Option* parsed;
};

CLI::Option* add(CLI::App& app, const std::string& name, bool is_flag) {
    CLI::Option* option = is_flag ? app.add_flag(name) : app.add_option(name);
    return option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->allow_extra_args(false);
}

std::vector<Known> add_all(CLI::App& app, std::span<const Option* const> options) {
    std::vector<Known> known;
    for (const Option* option : options) {
        known.push_back({option, false, add(app, std::string(option->name), option->value.empty())});
        if (option->letter == 0) continue;
        known.push_back({option, true, add(app, std::string{'-', option->letter}, option->value.empty())});
    }
    return known;
}

Given as_given(const Known& known, const std::string& result) {
    const bool is_joined = !known.is_letter && result.starts_with(mark);
    // A flag's result is CLI11's own "true".
    if (known.option->value.empty() && !is_joined) return {known.option, known.is_letter, false, ""};
    return {known.option, known.is_letter, is_joined, unmarked(result)};
}

// CLI11 keeps an option's results together, and beside them the order in which it met the options.
std::vector<Given> in_order(const CLI::App& app, const std::vector<Known>& known) {
    std::unordered_map<const CLI::Option*, std::pair<const Known*, std::size_t>> next_result;
    for (const Known& one : known)
        next_result[one.parsed] = {&one, 0};
    std::vector<Given> given;
    for (const CLI::Option* parsed : app.parse_order()) {
        auto& [one, next] = next_result.at(parsed);
        if (next < parsed->results().size()) given.push_back(as_given(*one, parsed->results()[next++]));
    }
    return given;
}

}  // namespace

Split split_arguments(std::span<const Option* const> options, const std::vector<std::string>& arguments,
                      bool stops_at_word) {
    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    app.prefix_command(stops_at_word);
    const std::vector<Known> known = add_all(app, options);

    Split split;
    std::vector<std::string> reversed;  // as CLI11 wants them
    reversed.reserve(arguments.size());
    for (const std::string& argument : arguments)
        reversed.push_back(marked(argument));
    std::ranges::reverse(reversed);
    try {
        app.parse(std::move(reversed));
    } catch (const CLI::ArgumentMismatch&) {
        split.ends_too_early = true;
    }
    split.given = in_order(app, known);
    for (std::string& word : app.remaining())
        split.words.push_back(unmarked(std::move(word)));
    return split;
}

}  // namespace megactl::cli
