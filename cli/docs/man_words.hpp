#pragma once

#include "cli/docs/catalogues.hpp"
#include "cli/docs/mdoc.hpp"

#include <string>
#include <vector>

namespace megactl::cli::docs {

// Pieces that several pages of the manual share.

inline constexpr std::string_view program_file = "megactl.1";
inline constexpr std::string_view settings_file = "megactl.toml.5";
inline constexpr std::string_view rules_file = "megactl-rules.7";

// "megactl-env-check.1"
std::string page_file(const Command& command);

// "Fl \-root Ar DIR": an option as words of a macro's line.
std::string mdoc_option(const Option& option, const Catalogues& all);
// Every option with its sentence and what else is to say.
void option_list(Mdoc& page, const std::vector<Option>& options, const Catalogues& all);
void example_list(Mdoc& page, std::span<const Example> examples);

}  // namespace megactl::cli::docs
