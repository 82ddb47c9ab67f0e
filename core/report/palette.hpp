#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace megactl::report {

// What a word is, not which colour it has.
enum class Ink { error, warning, note, headline, frame, help, command, done, bold, dim, header };

// Columns of a pipe, which gets full lines.
constexpr std::size_t any_width = static_cast<std::size_t>(-1);

// Turns inks into escape sequences, or into nothing. Everything reads the same without colour.
class Palette {
public:
    static Palette plain() { return Palette(false); }
    static Palette coloured() { return Palette(true); }

    bool is_coloured() const { return is_coloured_; }
    std::string paint(Ink ink, std::string_view text) const;

private:
    explicit Palette(bool is_coloured) : is_coloured_(is_coloured) {}

    bool is_coloured_;
};

}  // namespace megactl::report
