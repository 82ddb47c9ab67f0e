#include "core/report/palette.hpp"

#include <fmt/format.h>

namespace megactl::report {
namespace {

// Sixteen colours: terminals let people choose what they look like.
std::string_view sequence(Ink ink) {
    switch (ink) {
        case Ink::error: return "1;31";
        case Ink::warning: return "1;33";
        case Ink::note: return "1;34";
        case Ink::headline:
        case Ink::bold: return "1";
        case Ink::frame: return "34";
        case Ink::help:
        case Ink::command: return "36";
        case Ink::done: return "32";
        case Ink::header: return "4";
        case Ink::dim: break;
    }
    return "2";
}

}  // namespace

std::string Palette::paint(Ink ink, std::string_view text) const {
    if (!is_coloured_ || text.empty()) return std::string(text);
    return fmt::format("\033[{}m{}\033[0m", sequence(ink), text);
}

}  // namespace megactl::report
