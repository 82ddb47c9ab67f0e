#pragma once

#include "cli/docs/catalogues.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace megactl::cli::docs {

// Words that help and manual share.

inline constexpr std::string_view program_summary = "checks and carries Django and Celery deployments";

// "Where the files go." of "where the files go".
std::string sentence(std::string_view summary);
// "`a`, `b`, `c`"
std::string quoted_words(std::span<const std::string_view> words, std::string_view separator);

// "build|runtime|all" where the choices are few and short, else "GROUP,…" or "DIR"; empty for a flag.
std::string value_text(const Option& option, const Catalogues& all);
// "-C, --project DIR"
std::string option_text(const Option& option, const Catalogues& all);
// "FILE…", "bash|zsh|fish"
std::string argument_text(const Argument& argument);
// Every option and argument: "megactl env diff [--dialect DIALECT] A B". Words that belong together are not parted.
std::vector<std::string> synopsis_words(const Command& command, const Catalogues& all);

// What is to say about an option after its sentence: choices, repetition, default, variables, key of megactl.toml.
std::vector<std::string> option_details(const Option& option, const Catalogues& all);

// "`--root`, `MEGACTL_STATIC_ROOT` and `static.root` in `megactl.toml`": a variable with the option it stands for.
struct VariableNote {
    std::string_view variable;
    std::string_view option;
    std::string_view summary;
};
std::vector<VariableNote> variables_of(const std::vector<Option>& options, const Catalogues& all);

// A command's own notes, and what holds for all; by status.
std::vector<ExitNote> exits_of(const Command& command);

// "a path", "true or false", …
std::string type_text(const config::Setting& setting);

// "nothing but the project's files", …
std::string_view need_text(checks::Need need);
// "while the image is built", …
std::string_view phase_text(checks::Phase phase);
// "error", "note in development"
std::string severity_text(const checks::Rule& rule);

}  // namespace megactl::cli::docs
