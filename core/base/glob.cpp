#include "core/base/glob.hpp"

#include "core/base/text.hpp"

#include <cstddef>
#include <optional>

namespace megactl {
namespace {

// A `[…]` class at the front of a pattern: what it covers and how long it is.
struct CharacterClass {
    bool is_negated = false;
    std::string_view members;
    std::size_t length = 0;
};

std::optional<CharacterClass> class_at(std::string_view pattern) {
    CharacterClass result;
    std::size_t at = 1;
    if (at < pattern.size() && pattern[at] == '!') {
        result.is_negated = true;
        ++at;
    }
    // A `]` that comes first is a member.
    const std::size_t close = pattern.find(']', at + 1);
    if (at >= pattern.size() || close == std::string_view::npos) return std::nullopt;
    result.members = pattern.substr(at, close - at);
    result.length = close + 1;
    return result;
}

std::string_view take_character(std::string_view& text) {
    const std::string_view character = text.substr(0, character_length(text));
    text.remove_prefix(character.size());
    return character;
}

// Valid UTF-8 sorts by its bytes as by its code points, so ranges compare views.
bool covers(const CharacterClass& set, std::string_view character) {
    std::string_view rest = set.members;
    bool is_member = false;
    while (!rest.empty()) {
        const std::string_view low = take_character(rest);
        std::string_view high = low;
        if (rest.size() > 1 && rest.front() == '-') {
            rest.remove_prefix(1);
            high = take_character(rest);
        }
        is_member = is_member || (low <= character && character <= high);
    }
    return is_member != set.is_negated;
}

}  // namespace

bool matches_fnmatch(std::string_view pattern, std::string_view text) {
    // On a mismatch only the last `*` is worth trying again with a longer run: earlier ones could not match more.
    std::optional<std::string_view> after_star;
    std::string_view retry_text;
    while (!text.empty() || !pattern.empty()) {
        bool is_match = false;
        if (!pattern.empty() && pattern.front() == '*') {
            pattern.remove_prefix(1);
            after_star = pattern;
            retry_text = text;
            continue;
        }
        if (!pattern.empty() && !text.empty()) {
            const std::string_view character = text.substr(0, character_length(text));
            std::size_t taken = 1;
            if (pattern.front() == '?') {
                is_match = true;
            } else if (const auto set = pattern.front() == '[' ? class_at(pattern) : std::nullopt) {
                is_match = covers(*set, character);
                taken = set->length;
            } else {
                taken = character_length(pattern);
                is_match = pattern.substr(0, taken) == character;
            }
            if (is_match) {
                pattern.remove_prefix(taken);
                text.remove_prefix(character.size());
                continue;
            }
        }
        if (!after_star || retry_text.empty()) return false;
        take_character(retry_text);
        text = retry_text;
        pattern = *after_star;
    }
    return true;
}

}  // namespace megactl
