#include "core/base/text.hpp"
#include "core/templates/filters.hpp"
#include "core/templates/letter_case.hpp"
#include "core/templates/lexer.hpp"
#include "core/templates/number.hpp"

#include <vector>

namespace megactl::templates::filters {
namespace {

bool is_lower_letter(char c) {
    return c >= 'a' && c <= 'z';
}

bool is_upper_letter(char c) {
    return c >= 'A' && c <= 'Z';
}

// Marks that stand over or under the letter before them, and take no room.
bool is_combining(char32_t letter) {
    return (letter >= 0x300 && letter <= 0x36f) || (letter >= 0x483 && letter <= 0x487) ||
           (letter >= 0x591 && letter <= 0x5bd) || (letter >= 0x64b && letter <= 0x65f) ||
           (letter >= 0x1ab0 && letter <= 0x1aff) || (letter >= 0x1dc0 && letter <= 0x1dff) ||
           (letter >= 0x20d0 && letter <= 0x20ff) || (letter >= 0xfe20 && letter <= 0xfe2f);
}

std::vector<std::string> words_in(std::string_view text) {
    std::vector<std::string> words(1);
    for (std::size_t at = 0; at < text.size();) {
        if (const std::size_t blank = blank_length(text.substr(at))) {
            if (!words.back().empty()) words.emplace_back();
            at += blank;
        } else {
            words.back() += text[at++];
        }
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

}  // namespace

Value capfirst(const FilterInput& input) {
    const std::string text = text_of(input.value);
    const std::size_t first = character_length(text);
    return Value::text(in_upper_case(text.substr(0, first)) + text.substr(first));
}

Value cut(const FilterInput& input) {
    const std::string what = text_of(*input.argument);
    const std::string text = text_of(input.value);
    return Value::text(what.empty() ? text : replace_all(text, what, ""), input.value.is_safe() && what != ";");
}

Value lower(const FilterInput& input) {
    return Value::text(in_lower_case(text_of(input.value)));
}

Value upper(const FilterInput& input) {
    return Value::text(in_upper_case(text_of(input.value)));
}

// Python takes what stands behind an apostrophe or a digit for a new word; Django does not.
Value title(const FilterInput& input) {
    std::string text = in_title_case(text_of(input.value));
    for (std::size_t i = 2; i < text.size(); ++i) {
        if (text[i - 1] == '\'' && is_lower_letter(text[i - 2]) && is_upper_letter(text[i])) {
            text[i] = megactl::lower(text.substr(i, 1)).front();
        }
    }
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (is_digit(text[i - 1]) && is_upper_letter(text[i])) text[i] = megactl::lower(text.substr(i, 1)).front();
    }
    return Value::text(text);
}

Value truncatechars(const FilterInput& input) {
    const auto most = whole_number_of(*input.argument);
    if (!most) return input.value;
    std::string text = text_of(input.value);
    std::int64_t count = 0;
    std::size_t cut_at = 0;  // where the `…` goes
    for (std::size_t at = 0; at < text.size(); at += character_length(std::string_view(text).substr(at))) {
        if (is_combining(character_at(std::string_view(text).substr(at)))) continue;
        if (++count == *most) cut_at = at;
        if (count > *most) return Value::text(text.substr(0, cut_at) + "…");
    }
    return Value::text(std::move(text));
}

Value truncatewords(const FilterInput& input) {
    const auto most = whole_number_of(*input.argument);
    if (!most) return input.value;
    std::vector<std::string> words = words_in(text_of(input.value));
    if (std::cmp_less_equal(words.size(), *most)) return Value::text(megactl::join(words, " "));
    // A negative number counts from the end, as Python's slices do.
    const std::int64_t kept = *most >= 0 ? *most : static_cast<std::int64_t>(words.size()) + *most;
    words.resize(static_cast<std::size_t>(std::max<std::int64_t>(0, kept)));
    const std::string text = megactl::join(words, " ");
    return Value::text(text.ends_with(" …") ? text : text + " …");
}

}  // namespace megactl::templates::filters
