#include "core/templates/letter_case.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"

#include <algorithm>
#include <array>
#include <clocale>
#include <cwctype>

namespace megactl::templates {
namespace {

// The letters of Unicode as libc knows them; whatever locale this process has.
locale_t letters() {
    static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    if (locale == nullptr) {
        throw Error(Error::Kind::input, "this host has no locale `C.UTF-8`, so upper and lower case can't be told")
            .help("`apt-get install libc-bin` brings it");
    }
    return locale;
}

// Letters that become two or three.
struct Grown {
    std::string_view letter;
    std::string_view upper;
    std::string_view title;
};
constexpr std::array grown_letters{
    Grown{"ß", "SS", "Ss"}, Grown{"ŉ", "ʼN", "ʼN"}, Grown{"ǰ", "J̌", "J̌"},     Grown{"և", "ԵՒ", "Եւ"},
    Grown{"ΐ", "Ϊ́", "Ϊ́"},   Grown{"ΰ", "Ϋ́", "Ϋ́"},   Grown{"ẖ", "H̱", "H̱"},     Grown{"ẗ", "T̈", "T̈"},
    Grown{"ẘ", "W̊", "W̊"},   Grown{"ẙ", "Y̊", "Y̊"},   Grown{"ẚ", "Aʾ", "Aʾ"},   Grown{"ﬀ", "FF", "Ff"},
    Grown{"ﬁ", "FI", "Fi"}, Grown{"ﬂ", "FL", "Fl"}, Grown{"ﬃ", "FFI", "Ffi"}, Grown{"ﬄ", "FFL", "Ffl"},
    Grown{"ﬅ", "ST", "St"}, Grown{"ﬆ", "ST", "St"},
};

// Two letters in one, which have a form of their own where a word begins.
constexpr std::u32string_view double_letters = U"ǄǅǆǇǈǉǊǋǌǱǲǳ";

std::string utf8(char32_t letter) {
    std::string bytes;
    const auto add = [&](char32_t bits, unsigned mark) {
        bytes += static_cast<char>(static_cast<unsigned>(bits) | mark);
    };
    if (letter < 0x80) {
        add(letter, 0);
    } else if (letter < 0x800) {
        add(letter >> 6U, 0xc0);
        add(letter & 0x3fU, 0x80);
    } else if (letter < 0x10000) {
        add(letter >> 12U, 0xe0);
        add((letter >> 6U) & 0x3fU, 0x80);
        add(letter & 0x3fU, 0x80);
    } else {
        add(letter >> 18U, 0xf0);
        add((letter >> 12U) & 0x3fU, 0x80);
        add((letter >> 6U) & 0x3fU, 0x80);
        add(letter & 0x3fU, 0x80);
    }
    return bytes;
}

bool is_cased(char32_t letter) {
    const auto wide = static_cast<wint_t>(letter);
    return ::iswupper_l(wide, letters()) != 0 || ::iswlower_l(wide, letters()) != 0 ||
           double_letters.find(letter) != std::u32string_view::npos;
}

std::string upper_letter(std::string_view character, bool begins_word) {
    const auto* const grown = std::ranges::find(grown_letters, character, &Grown::letter);
    if (grown != grown_letters.end()) return std::string(begins_word ? grown->title : grown->upper);
    const char32_t letter = character_at(character);
    const std::size_t place = double_letters.find(letter);
    if (place != std::u32string_view::npos) return utf8(double_letters[place - place % 3 + (begins_word ? 1 : 0)]);
    const bool is_georgian = letter >= 0x10d0 && letter <= 0x10ff;  // which begins no word with a capital
    if (begins_word && is_georgian) return std::string(character);
    return utf8(static_cast<char32_t>(::towupper_l(static_cast<wint_t>(letter), letters())));
}

// The sigma at the end of a word has a form of its own.
bool ends_word(std::string_view before, std::string_view behind) {
    if (!behind.empty() && is_cased(character_at(behind))) return false;
    std::size_t last = before.size();
    while (last > 0 && (static_cast<unsigned char>(before[last - 1]) & 0xc0U) == 0x80U)
        --last;
    return last > 0 && is_cased(character_at(before.substr(last - 1)));
}

std::string lower_letter(std::string_view text, std::size_t at, std::size_t length) {
    const std::string_view character = text.substr(at, length);
    if (character == "İ") return "i̇";
    if (character == "Σ" && ends_word(text.substr(0, at), text.substr(at + length))) return "ς";
    return utf8(static_cast<char32_t>(::towlower_l(static_cast<wint_t>(character_at(character)), letters())));
}

bool is_letter_at_all(std::string_view character) {
    return character.size() > 1 || static_cast<unsigned char>(character.front()) < 0x80;  // else no UTF-8
}

template <class Turn>
std::string turned(std::string_view text, Turn turn) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = character_length(text.substr(at));
        const std::string_view character = text.substr(at, length);
        result += is_letter_at_all(character) ? turn(at, character) : std::string(character);
        at += length;
    }
    return result;
}

}  // namespace

std::string in_upper_case(std::string_view text) {
    return turned(text, [](std::size_t, std::string_view character) { return upper_letter(character, false); });
}

std::string in_lower_case(std::string_view text) {
    return turned(text,
                  [&](std::size_t at, std::string_view character) { return lower_letter(text, at, character.size()); });
}

std::string in_title_case(std::string_view text) {
    bool is_within = false;
    return turned(text, [&](std::size_t at, std::string_view character) {
        std::string letter = is_within ? lower_letter(text, at, character.size()) : upper_letter(character, true);
        is_within = is_cased(character_at(character));
        return letter;
    });
}

}  // namespace megactl::templates
