#pragma once

#include "core/report/palette.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace megactl::cli {

enum class ColourChoice { automatic, always, never };

// What the environment says about colour.
struct ColourSigns {
    bool is_unwanted = false;       // NO_COLOR is set and not empty
    bool is_forced = false;         // CLICOLOR_FORCE is set, not empty and not 0
    bool is_dumb_terminal = false;  // TERM=dumb
};

// First wins: the choice, NO_COLOR, CLICOLOR_FORCE, TERM=dumb, is the stream a terminal?
bool wants_colour(ColourChoice choice, const ColourSigns& signs, bool is_terminal);

// Whoever read stdout has left. No failure: run_megactl() ends with 0. No std::exception either, so that nobody takes
// it for one on the way up.
struct OutputClosed {};

// The two streams and what they can do: the only one who asks whether something is a terminal.
class Terminal {
public:
    Terminal();

    void choose_colour(ColourChoice choice);

    // Data, to stdout. Throws OutputClosed where the pipe is closed, LocalError{input} where it can't be written for
    // another reason: a full disk must not look like success.
    void print(std::string_view text);
    // Errors, questions, progress, to stderr. Where nobody can be told, nobody is.
    void tell(std::string_view text);

    const report::Palette& out_palette() const { return out_palette_; }
    const report::Palette& error_palette() const { return error_palette_; }
    bool out_is_terminal() const { return out_is_terminal_; }
    bool error_is_terminal() const { return error_is_terminal_; }
    // Can a question be asked and answered?
    bool can_ask() const;
    // Asks; true only for `y` or `yes`.
    bool confirm(std::string_view question);
    // Columns of the terminal that stdout is; 80 where it is none.
    int width() const;
    // Columns that lines must fit into; report::any_width where the stream is no terminal.
    std::size_t out_columns() const;
    std::size_t error_columns() const;

private:
    report::Palette out_palette_ = report::Palette::plain();
    report::Palette error_palette_ = report::Palette::plain();
    bool out_is_terminal_ = false;
    bool error_is_terminal_ = false;
};

}  // namespace megactl::cli
