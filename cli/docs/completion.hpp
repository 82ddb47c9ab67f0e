#pragma once

#include "cli/docs/catalogues.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::cli::docs {

// Scripts that complete nouns, verbs, options, fixed values, files and folders by themselves, and ask
// `megactl __complete KIND PREFIX` for living values: one a line, a tab and a sentence behind it where there is one.
std::string bash_completion(const Catalogues& all);
std::string zsh_completion(const Catalogues& all);
std::string fish_completion(const Catalogues& all);

// The shells there is a script for, and its file below completions/.
struct Shell {
    std::string_view name;
    std::string_view file;
    std::string (*script)(const Catalogues&);
};
std::span<const Shell> shells();

// The word of `__complete` for what a value is; empty where it is no living one.
std::string_view living_kind(Completion completion);

// Lines of `__complete` for rules and their groups; nothing for another kind.
std::optional<std::string> complete_rules(std::string_view kind, std::string_view prefix,
                                          std::span<const checks::Rule* const> rules);

// `text` in single quotes, as bash and zsh read them.
std::string shell_quoted(std::string_view text);
// A sentence for a menu: one line, without backticks.
std::string menu_text(std::string_view summary);

}  // namespace megactl::cli::docs
