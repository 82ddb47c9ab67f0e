#include "core/project/python_string.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace megactl::project {
namespace {

void append_code_point(std::string& out, std::uint32_t point) {
    const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0U | (point >> 6U));
        put(0x80U | (point & 0x3FU));
    } else if (point < 0x10000) {
        put(0xE0U | (point >> 12U));
        put(0x80U | ((point >> 6U) & 0x3FU));
        put(0x80U | (point & 0x3FU));
    } else if (point < 0x110000) {
        put(0xF0U | (point >> 18U));
        put(0x80U | ((point >> 12U) & 0x3FU));
        put(0x80U | ((point >> 6U) & 0x3FU));
        put(0x80U | (point & 0x3FU));
    }
}

// Appends what up to `most` digits at the begin of `text` stand for; returns how many there were.
std::size_t append_number(std::string& out, std::string_view text, std::size_t most, int base) {
    const std::string_view digits = text.substr(0, most);
    std::uint32_t point = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), point, base);
    if (error != std::errc()) return 0;
    append_code_point(out, point);
    return static_cast<std::size_t>(end - digits.data());
}

// What follows a backslash; returns how many bytes it took.
std::size_t append_escape(std::string& out, std::string_view rest) {
    constexpr std::string_view letters = "ntr\\'\"abfv";
    constexpr std::string_view meanings = "\n\t\r\\'\"\a\b\f\v";
    const char c = rest.front();
    if (const std::size_t known = letters.find(c); known != std::string_view::npos) {
        out.push_back(meanings[known]);
        return 1;
    }
    if (c == '\n') return 1;
    if (c == '\r') return rest.starts_with("\r\n") ? 2 : 1;
    if (c >= '0' && c <= '7') return append_number(out, rest, 3, 8);
    if (c == 'x' || c == 'u' || c == 'U') {
        const std::size_t taken = append_number(out, rest.substr(1), c == 'x' ? 2 : c == 'u' ? 4 : 8, 16);
        if (taken > 0) return taken + 1;
    }
    out.push_back('\\');
    return 0;
}

std::string unescaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '\\' && at + 1 < text.size()) {
            at += 1 + append_escape(out, text.substr(at + 1));
        } else {
            out.push_back(text[at++]);
        }
    }
    return out;
}

}  // namespace

std::string string_value(std::string_view literal) {
    const std::size_t quote = std::min(literal.find_first_of("'\""), literal.size());
    const bool is_raw = literal.substr(0, quote).find_first_of("rR") != std::string_view::npos;
    literal.remove_prefix(quote);
    const std::size_t quotes = literal.size() >= 6 && literal.substr(0, 3) == std::string(3, literal[0]) ? 3 : 1;
    if (literal.size() < 2 * quotes) return {};
    const std::string_view text = literal.substr(quotes, literal.size() - 2 * quotes);
    return is_raw ? std::string(text) : unescaped(text);
}

std::string format_text_value(std::string_view text, bool is_raw) {
    std::string value = is_raw ? std::string(text) : unescaped(text);
    return replace_all(replace_all(std::move(value), "{{", "{"), "}}", "}");
}

}  // namespace megactl::project
