#include "core/config/toml_place.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace megactl::config {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// The word around `offset`, as far as no blank and no sign of TOML ends it.
Span word_at(std::string_view text, std::size_t offset) {
    constexpr std::string_view ends = " \t\r\n,[]{}#=\"'";
    Span word{offset, offset};
    while (word.begin > 0 && ends.find(text[word.begin - 1]) == std::string_view::npos)
        --word.begin;
    while (word.end < text.size() && ends.find(text[word.end]) == std::string_view::npos)
        ++word.end;
    return word;
}

// Digits, one of which is the letter O; `0o17` is octal and has its letter by right.
bool has_letter_for_zero(std::string_view word) {
    const auto belongs = [](char c) {
        return is_digit(c) || std::string_view("Oo_+-.").find(c) != std::string_view::npos;
    };
    return !word.starts_with("0o") && word.find_first_of("Oo") != std::string_view::npos &&
           std::ranges::any_of(word, is_digit) && std::ranges::all_of(word, belongs);
}

std::string words_for_value(std::string_view word) {
    if (word.empty()) return "expected a value";
    if (has_letter_for_zero(word)) return "expected a number; this is the letter O";
    const std::string small = lower(word);
    for (const std::string_view truth : {"true", "yes", "on"}) {
        if (small == truth) return "expected a value; truth is written `true`";
    }
    for (const std::string_view truth : {"false", "no", "off"}) {
        if (small == truth) return "expected a value; its opposite is written `false`";
    }
    constexpr std::size_t longest_word_said = 40;
    if (word.size() > longest_word_said || !is_utf8(word)) return "expected a value; a text stands in quotes";
    return fmt::format("expected a value; a text stands in quotes: \"{}\"", escape_controls(word));
}

struct Rewording {
    std::string_view part;  // of toml++'s description
    std::string_view words;
};

constexpr std::array rewordings{
    Rewording{"expected value,", "expected a value"},
    Rewording{"expected '='", "expected `=`"},
    Rewording{"expected ']'", "expected `]`"},
    Rewording{"expected a comment or whitespace", "expected the end of the line"},
    Rewording{"not representable in 64 bits", "the number is too large"},
    Rewording{"leading zeroes", "a number has no leading zeros"},
    Rewording{"unknown escape sequence", "no such escape; a backslash is written `\\\\`, or the text in single quotes"},
    Rewording{"expected key or closing '}'", "expected a key or `}`; such a table ends on its line"},
    Rewording{"expected keys, tables", "expected `key = value` or `[table]`"},
    Rewording{"invalid utf-8", "this is not UTF-8"},
    Rewording{"incomplete utf-8", "this is not UTF-8"},
    Rewording{"exceeded maximum nested", "lists nest too deeply"},
};

// "Error while parsing KIND: REASON" → KIND, REASON.
struct Description {
    std::string_view kind;
    std::string_view reason;
};

Description taken_apart(std::string_view description) {
    constexpr std::string_view opening = "Error while parsing ";
    const std::size_t colon = description.find(": ");
    if (!description.starts_with(opening) || colon == std::string_view::npos) return {"", description};
    return {description.substr(opening.size(), colon - opening.size()), description.substr(colon + 2)};
}

bool speaks_of(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

// The key of the line (or its table header), for what is said twice.
Span key_of_line(const SourceText& source, std::size_t offset) {
    const Span line = source.line_span(source.line_at(offset));
    const std::string_view text = source.text(line);
    const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
    const bool is_header = begin < text.size() && text[begin] == '[';
    const std::string_view key = trim(text.substr(begin, text.find(is_header ? '#' : '=', begin) - begin));
    return {line.begin + begin, line.begin + begin + key.size()};
}

// One past the string that begins with the quote at `begin`; a short one ends with its line at the latest.
std::size_t end_of_string(std::string_view text, std::size_t begin) {
    const char quote = text[begin];
    const std::string triple(3, quote);
    const bool is_long = text.substr(begin, 3) == triple;
    for (std::size_t i = begin + (is_long ? 3 : 1); i < text.size(); ++i) {
        if (quote == '"' && text[i] == '\\') {
            ++i;
        } else if (is_long && text[i] == quote && text.substr(i, 3) == triple) {
            return i + 3;
        } else if (!is_long && (text[i] == quote || text[i] == '\n')) {
            return i + 1;
        }
    }
    return text.size();
}

}  // namespace

std::size_t toml_offset(const SourceText& source, std::size_t line, std::size_t column) {
    if (line == 0 || line > source.line_count()) return source.text().size();
    std::string_view rest = source.text().substr(source.line_span(line).begin);
    std::size_t offset = source.text().size() - rest.size();
    if (line == 1 && rest.starts_with(byte_order_mark)) column += 1;
    for (; column > 1 && !rest.empty(); --column) {
        const std::size_t length = character_length(rest);
        rest.remove_prefix(length);
        offset += length;
    }
    return offset;
}

TomlComplaint toml_complaint(const SourceText& source, std::size_t offset, std::string_view description) {
    const auto [kind, reason] = taken_apart(description);
    const Span word = word_at(source.text(), std::min(offset, source.text().size()));
    const std::string_view word_text = source.text(word);
    if (speaks_of(reason, "cannot redefine")) {
        const Span key = key_of_line(source, offset);
        return {key, "this is said twice"};
    }
    if (speaks_of(reason, "end-of-file")) {
        const bool is_vowel = kind.find_first_of("aeiou") == 0;
        const std::string within = fmt::format("the file ends within {} {}", is_vowel ? "an" : "a", kind);
        return {{offset, offset}, kind.empty() ? "the file ends too early" : within};
    }
    if (kind == "string" && speaks_of(reason, "unescaped control") &&
        (offset >= source.text().size() || source.text()[offset] == '\n' || source.text()[offset] == '\r')) {
        return {{offset, offset}, "the closing quote is missing"};
    }
    const bool is_number = kind.ends_with("integer") || kind == "floating-point";
    if (has_letter_for_zero(word_text)) return {word, words_for_value(word_text)};
    for (const auto& [part, words] : rewordings) {
        if (speaks_of(reason, part))
            return {{offset, offset + character_length(source.text().substr(offset))}, std::string(words)};
    }
    if (is_number || kind == "boolean" || speaks_of(reason, "value type")) return {word, words_for_value(word_text)};
    return {{offset, offset + character_length(source.text().substr(offset))}, escape_controls(reason)};
}

Span endless_key(const SourceText& source) {
    constexpr std::size_t most_dots = 64;
    constexpr std::string_view signs = "\"'#.=,{}[]\n";
    const std::string_view text = source.text();
    std::size_t dots = 0;
    for (std::size_t i = text.find_first_of(signs); i < text.size(); i = text.find_first_of(signs, i)) {
        if (text[i] == '"' || text[i] == '\'') {
            i = end_of_string(text, i);
        } else if (text[i] == '#') {
            i = text.find('\n', i);
        } else {
            dots = text[i] == '.' ? dots + 1 : 0;
            if (dots > most_dots) return {i, i + 1};
            ++i;
        }
    }
    return {text.size(), text.size()};
}

}  // namespace megactl::config
