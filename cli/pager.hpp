#pragma once

#include "cli/terminal.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace megactl::cli {

// Long prose. In a terminal it goes through `pager`, a shell's command line (nothing: `less -FRX`; empty: none); a
// pager that isn't there is done without.
void show_prose(Terminal& terminal, const std::optional<std::string>& pager, std::string_view text);

}  // namespace megactl::cli
