#pragma once

#include "cli/docs/catalogues.hpp"
#include "core/report/palette.hpp"

#include <string>
#include <string_view>

namespace megactl::cli::docs {

// `-h`: one screen, examples first.
std::string short_help(const Command& command, const report::Palette& palette, int width, const Catalogues& all);
// `--help` and `megactl help COMMAND`: the manual's text.
std::string long_help(const Command& command, const report::Palette& palette, int width, const Catalogues& all);
// `megactl help GUIDE`.
std::string guide_text(const Guide& guide, const report::Palette& palette, int width);
// `megactl -h`: every noun in a line, by group.
std::string overview(const report::Palette& palette, int width, const Catalogues& all);
// `megactl env -h`: the verbs of a noun; empty for a word that is none.
std::string noun_overview(std::string_view noun, const report::Palette& palette, int width, const Catalogues& all);
// "megactl env diff [OPTIONS] A B"
std::string usage_line(const Command& command);

// The same, of the program's own catalogues.
std::string short_help(const Command& command, const report::Palette& palette, int width);
std::string long_help(const Command& command, const report::Palette& palette, int width);
std::string overview(const report::Palette& palette, int width);
std::string noun_overview(std::string_view noun, const report::Palette& palette, int width);

}  // namespace megactl::cli::docs
