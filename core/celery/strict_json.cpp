#include "core/celery/strict_json.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace megactl::celery {
namespace {

constexpr std::size_t escape_length = 6;  // \uXXXX

// The code unit of a `\uXXXX` at the begin of `text`.
std::optional<std::uint32_t> escaped_unit(std::string_view text) {
    if (text.size() < escape_length || !text.starts_with("\\u")) return std::nullopt;
    std::uint32_t unit = 0;
    const auto [end, problem] = std::from_chars(text.data() + 2, text.data() + escape_length, unit, 16);
    if (problem != std::errc() || end != text.data() + escape_length) return std::nullopt;
    return unit;
}

bool is_high(std::uint32_t unit) {
    return unit >= 0xD800 && unit < 0xDC00;
}

bool is_low(std::uint32_t unit) {
    return unit >= 0xDC00 && unit < 0xE000;
}

// Copies the escape at the begin of `rest`; answers how long it is there.
std::size_t copy_escape(std::string_view rest, std::string& to) {
    const auto unit = escaped_unit(rest);
    std::size_t length = unit ? escape_length : 2;
    if (unit && (is_high(*unit) || is_low(*unit))) {
        const auto next = escaped_unit(rest.substr(escape_length));
        if (!is_high(*unit) || !next || !is_low(*next)) {
            to += "\\ufffd";
            return length;
        }
        length *= 2;
    }
    to += rest.substr(0, length);
    return length;
}

// The word at the begin of `rest` that is no JSON.
std::string_view foreign_word(std::string_view rest) {
    constexpr std::array<std::string_view, 3> words{"NaN", "Infinity", "-Infinity"};
    for (const std::string_view word : words) {
        if (rest.starts_with(word)) return word;
    }
    return {};
}

}  // namespace

std::string strict_json(std::string_view json) {
    std::string strict;
    strict.reserve(json.size());
    bool is_text = false;
    for (std::size_t at = 0; at < json.size();) {
        const std::string_view rest = json.substr(at);
        if (is_text && rest.front() == '\\') {
            at += copy_escape(rest, strict);
            continue;
        }
        const std::string_view word = is_text ? std::string_view() : foreign_word(rest);
        if (!word.empty()) {
            strict.append("\"").append(word).append("\"");
            at += word.size();
            continue;
        }
        if (rest.front() == '"') is_text = !is_text;
        strict += rest.front();
        ++at;
    }
    return strict;
}

}  // namespace megactl::celery
