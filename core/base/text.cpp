#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace megactl {

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}
bool is_space(char c) {
    return is_blank(c) || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_name_character(char c) {
    return is_letter(c) || is_digit(c) || c == '_';
}

bool is_variable_name(std::string_view text) {
    return !text.empty() && !is_digit(text.front()) && std::ranges::all_of(text, is_name_character);
}

namespace {

char lower_character(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
char upper_character(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), lower_character);
    return result;
}

std::string upper(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), upper_character);
    return result;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower_character, lower_character);
}

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return is_one_of(word, std::span(words.begin(), words.size()));
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t begin = 0;;) {
        const std::size_t end = text.find(separator, begin);
        parts.push_back(text.substr(begin, end == std::string_view::npos ? end : end - begin));
        if (end == std::string_view::npos) return parts;
        begin = end + 1;
    }
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
    return fmt::format("{}", fmt::join(parts, separator));
}

std::string join_words(std::span<const std::string> parts) {
    if (parts.size() < 2) return join(parts, "");
    return fmt::format("{} and {}", fmt::join(parts.first(parts.size() - 1), ", "), parts.back());
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

std::string count_of(std::size_t count, std::string_view singular, std::string_view plural) {
    std::string digits = std::to_string(count);
    for (std::size_t at = digits.size(); at > 3; at -= 3)
        digits.insert(at - 3, 1, ' ');
    return fmt::format("{} {}", digits, count == 1 ? singular : plural);
}

std::size_t character_length(std::string_view text) {
    if (text.empty()) return 0;
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t first = byte(0);
    const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (length == 1) return 1;
    if (first < 0xC2 || first > 0xF4 || text.size() < length) return 1;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return 1;
    }
    // Overlong forms, surrogates and what lies beyond U+10FFFF are no UTF-8.
    if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F)) return 1;
    if ((first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F)) return 1;
    return length;
}

std::size_t character_count(std::string_view text) {
    std::size_t count = 0;
    for (; !text.empty(); text.remove_prefix(character_length(text)))
        ++count;
    return count;
}

char32_t character_at(std::string_view text) {
    const std::size_t length = character_length(text);
    const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<std::uint8_t>(text[i])); };
    if (length == 1) return byte(0) < 0x80 ? byte(0) : U'\uFFFD';
    // The first byte holds what its mark of two to four bits and a zero leave.
    char32_t point = byte(0) & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
        point = (point << 6U) | (byte(i) & 0x3FU);
    return point;
}

bool is_utf8(std::string_view text) {
    for (; !text.empty(); text.remove_prefix(character_length(text))) {
        if (character_length(text) == 1 && static_cast<std::uint8_t>(text.front()) >= 0x80) return false;
    }
    return true;
}

namespace {

// Marks, embeddings, overrides and isolates of direction: what stands in a file would be shown in another order.
bool turns_the_text(char32_t character) {
    return character == U'\u200E' || character == U'\u200F' || (character >= U'\u202A' && character <= U'\u202E') ||
           (character >= U'\u2066' && character <= U'\u2069');
}

}  // namespace

std::string escape_controls(std::string_view text) {
    std::string result;
    for (std::size_t length = 0; !text.empty(); text.remove_prefix(length)) {
        length = character_length(text);
        const auto first = static_cast<std::uint8_t>(text.front());
        // U+0080 to U+009F are controls as well; terminals obey some of them.
        const bool is_c1_control = length == 2 && first == 0xC2 && static_cast<std::uint8_t>(text[1]) < 0xA0;
        if (first == '\t') {
            result += "\\t";
        } else if (first == '\n') {
            result += "\\n";
        } else if (first == '\r') {
            result += "\\r";
        } else if (first < 0x20 || first == 0x7F || (length == 1 && first >= 0x80)) {
            result += fmt::format("\\x{:02X}", first);
        } else if (is_c1_control) {
            result += fmt::format("\\x{:02X}", static_cast<std::uint8_t>(text[1]));
        } else if (turns_the_text(character_at(text))) {
            result += fmt::format("\\u{:04X}", static_cast<std::uint32_t>(character_at(text)));
        } else {
            result += text.substr(0, length);
        }
    }
    return result;
}

}  // namespace megactl
