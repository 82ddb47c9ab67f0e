#pragma once

#include "cli/command.hpp"
#include "cli/docs/guide.hpp"
#include "core/checks/rule.hpp"
#include "core/config/setting.hpp"

#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::cli::docs {

// Everything that texts are made from. Whoever makes one takes this, so that tests can bring their own.
struct Catalogues {
    std::span<const Command* const> commands;
    std::span<const Option> global_options;
    std::span<const config::Setting> settings;
    std::span<const config::Setting> task_settings;
    std::span<const checks::Rule* const> rules;
    std::span<const Guide> guides;
};

// The program's own.
Catalogues catalogues();

// "env" of `env check`, "check" of `check`.
std::string_view noun_of(const Command& command);
// "check" of `env check`; empty for a noun that stands alone.
std::string_view verb_of(const Command& command);

// What people may know of, in the manual's order.
std::vector<const Command*> visible_commands(const Catalogues& all);
// Nouns of visible commands, each once, in the manual's order.
std::vector<std::string_view> nouns_of(const Catalogues& all);
std::vector<const Command*> verbs_of(std::string_view noun, const Catalogues& all);
// By path or alias, hidden ones too; null where there is none.
const Command* find_command(std::string_view path, const Catalogues& all);

// A command's own options: its table, the tables it shares, and `--format` where it has formats.
std::vector<Option> own_options(const Command& command, const Catalogues& all);
// Those that every command takes, without `--format`, which is told with the commands that have formats, and with the
// two ways to ask for help.
std::vector<Option> shared_options(const Catalogues& all);
// Both, own ones first.
std::vector<Option> every_option(const Command& command, const Catalogues& all);

// Null where the option sets none.
const config::Setting* setting_of(const Option& option, const Catalogues& all);
// The option's sentence, else that of the setting it sets.
std::string_view summary_of(const Option& option, const Catalogues& all);
// What can be given: the option's choices, else those of its setting.
std::span<const std::string_view> choices_of(const Option& option, const Catalogues& all);

// "static" and "root" of `static.root`.
std::pair<std::string_view, std::string_view> table_and_key(const config::Setting& setting);

// Null where there is none.
const Guide* find_guide(std::string_view name, const Catalogues& all);

// Groups of rules, each once, in report order.
std::vector<std::string_view> rule_groups(std::span<const checks::Rule* const> rules);

}  // namespace megactl::cli::docs
