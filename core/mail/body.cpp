#include "core/mail/body.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::mail {
namespace {

constexpr std::size_t longest_line = 998;    // RFC 5322
constexpr std::size_t longest_encoded = 76;  // RFC 2045, with the `=` at its end

std::string with_plain_line_ends(std::string_view text) {
    return replace_all(replace_all(std::string(text), "\r\n", "\n"), "\r", "\n");
}

std::string encoded_line(std::string_view line) {
    std::string encoded;
    std::size_t used = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const auto byte = static_cast<unsigned char>(line[i]);
        const bool is_last = i + 1 == line.size();
        const bool is_plain = (byte > 0x20 && byte < 0x7f && byte != '=') || (is_blank(line[i]) && !is_last);
        const std::string letter = is_plain ? std::string(1, line[i]) : fmt::format("={:02X}", byte);
        if (used + letter.size() > longest_encoded - (is_last ? 0 : 1)) {
            encoded += "=\n";
            used = 0;
        }
        encoded += letter;
        used += letter.size();
    }
    return encoded;
}

std::string quoted_printable(std::string_view text) {
    std::string encoded;
    std::size_t lines = 0;
    for (const std::string_view line : split(text, '\n'))
        encoded += (lines++ == 0 ? "" : "\n") + encoded_line(line);
    return encoded;
}

}  // namespace

std::string text_part(std::string_view text, std::string_view subtype) {
    std::string body = with_plain_line_ends(text);
    const auto lines = split(body, '\n');
    const bool is_long = std::ranges::any_of(lines, [](std::string_view line) { return line.size() > longest_line; });
    const bool is_ascii = std::ranges::all_of(body, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    const std::string_view encoding = is_long ? "quoted-printable" : is_ascii ? "7bit" : "8bit";
    if (is_long) body = quoted_printable(body);
    return fmt::format(
        "Content-Type: text/{}; charset=\"utf-8\"\nMIME-Version: 1.0\nContent-Transfer-Encoding: {}\n\n{}", subtype,
        encoding, body);
}

}  // namespace megactl::mail
