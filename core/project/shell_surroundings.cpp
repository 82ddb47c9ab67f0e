#include "core/project/shell_surroundings.hpp"

#include "core/base/text.hpp"

#include <algorithm>

namespace megactl::project {
namespace {

// Bounds for scripts that nobody wrote: beyond them the environment counts as unknown.
constexpr std::size_t most_variables = 200;
constexpr std::size_t longest_path = 4096;

bool has(const std::vector<ShellAssignment>& variables, std::string_view name) {
    return std::ranges::find(variables, name, &ShellAssignment::name) != variables.end();
}

void forget(std::vector<ShellAssignment>& variables, std::string_view name) {
    std::erase_if(variables, [&](const ShellAssignment& variable) { return variable.name == name; });
}

// A word of which only the run tells what names it sets: `export $(xargs <.env)`, `export "$name"="$value"`.
bool names_anything(const ShellWord& word) {
    return !word.is_literal && !is_variable_name(std::string_view(word.text).substr(0, word.text.find('=')));
}

bool is_option_with(const ShellWord& word, char letter) {
    return word.text.starts_with('-') && word.text.find(letter) != std::string::npos;
}

}  // namespace

Surroundings::Surroundings(const ShellCommand& command)
    : exported_(command.inherited), directory_(command.directory), is_unknown_(command.unknown_environment) {
    for (const ShellAssignment& assignment : command.assignments)
        export_variable(assignment);
}

void Surroundings::assign(const ShellAssignment& assignment) {
    keep(exports_all_ || has(exported_, assignment.name) ? exported_ : plain_, assignment);
}

void Surroundings::apply(const ShellCommand& command, const std::vector<ShellAssignment>& arguments) {
    if (command.words.empty()) return;
    const std::string_view program = command.words[0].text;
    if (program == "export" || program == "declare" || program == "typeset" || program == "readonly") {
        apply_export(command, arguments);
    } else if (program == "set") {
        apply_set(command);
    } else if (program == "unset") {
        apply_unset(command);
    } else if (program == "cd" || program == "pushd") {
        apply_cd(command);
    } else if (program == "." || program == "source") {
        // A virtual environment sets PATH and nothing that settings read.
        const bool is_activation = command.words.size() > 1 && command.words[1].text.ends_with("/bin/activate");
        is_unknown_ = is_unknown_ || !is_activation;
    } else if (program == "eval") {
        is_unknown_ = true;
    }
}

void Surroundings::describe(ShellCommand& command) const {
    command.inherited = exported_;
    command.directory = directory_;
    command.unknown_environment = is_unknown_;
}

std::size_t Surroundings::size() const {
    std::size_t bytes = directory_.size();
    for (const auto* variables : {&exported_, &plain_}) {
        for (const ShellAssignment& variable : *variables) {
            bytes += sizeof(ShellAssignment) + variable.name.size() + variable.value.text.size();
        }
    }
    return bytes;
}

void Surroundings::export_variable(const ShellAssignment& assignment) {
    forget(plain_, assignment.name);
    keep(exported_, assignment);
}

void Surroundings::keep(std::vector<ShellAssignment>& variables, const ShellAssignment& assignment) {
    if (variables.size() >= most_variables) {
        is_unknown_ = true;
        return;
    }
    forget(variables, assignment.name);
    variables.push_back(assignment);
}

void Surroundings::apply_export(const ShellCommand& command, const std::vector<ShellAssignment>& arguments) {
    const auto has_option = [&](char letter) {
        return std::ranges::any_of(command.words, [&](const ShellWord& word) { return is_option_with(word, letter); });
    };
    const bool is_export = command.words[0].text == "export";
    is_unknown_ = is_unknown_ || std::any_of(command.words.begin() + 1, command.words.end(), names_anything);
    if (is_export && has_option('n')) {
        for (const ShellWord& word : command.words)
            forget(exported_, word.text);
        return;
    }
    if (!is_export && !has_option('x')) {
        for (const ShellAssignment& argument : arguments)
            assign(argument);
        return;
    }
    for (const ShellAssignment& argument : arguments)
        export_variable(argument);
    // `export NAME` of what is set already
    for (const ShellWord& word : command.words) {
        const auto known = std::ranges::find(plain_, word.text, &ShellAssignment::name);
        if (known != plain_.end()) export_variable(ShellAssignment(*known));
    }
}

void Surroundings::apply_set(const ShellCommand& command) {
    for (std::size_t i = 1; i < command.words.size(); ++i) {
        const std::string_view word = command.words[i].text;
        if (word.size() < 2 || (word.front() != '-' && word.front() != '+')) return;
        const bool names_option = word.ends_with('o') && i + 1 < command.words.size();
        const bool is_allexport =
            word.find('a') != std::string_view::npos || (names_option && command.words[i + 1].text == "allexport");
        if (is_allexport) exports_all_ = word.front() == '-';
        if (names_option) ++i;
    }
}

void Surroundings::apply_unset(const ShellCommand& command) {
    for (const ShellWord& word : command.words) {
        forget(exported_, word.text);
        forget(plain_, word.text);
    }
}

void Surroundings::apply_cd(const ShellCommand& command) {
    std::string_view target = "~";
    for (std::size_t i = 1; i < command.words.size(); ++i) {
        target = command.words[i].text;
        if (!target.starts_with('-')) break;
    }
    const bool is_whole = directory_.empty() || target.starts_with('/') || target.starts_with('~');
    if (target.size() + directory_.size() >= longest_path) {
        is_unknown_ = true;
    } else if (is_whole) {
        directory_ = target;
    } else {
        directory_.append("/").append(target);
    }
}

}  // namespace megactl::project
