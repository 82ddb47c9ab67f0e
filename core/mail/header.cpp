#include "core/mail/header.hpp"

#include "core/base/encoding.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::mail {
namespace {

constexpr std::string_view opening = "=?utf-8?";
constexpr std::size_t longest_word = 75;
constexpr std::size_t room = longest_word - opening.size() - 4;  // without `q?` and `?=`

bool is_plain(char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '!' || c == '*' || c == '+' || c == '/';
}

std::string quoted_printable(std::string_view text) {
    std::string word;
    for (const char c : text)
        word += c == ' '      ? "_"
                : is_plain(c) ? std::string(1, c)
                              : fmt::format("={:02X}", static_cast<unsigned char>(c));
    return word;
}

// Whole characters, as many as fit once they are encoded.
template <class Encode>
std::string words(std::string_view text, char kind, Encode encode) {
    std::string header;
    std::size_t begin = 0;
    std::size_t end = 0;
    const auto add = [&] {
        header += fmt::format("{}{}{}?{}?=", header.empty() ? "" : "\n ", opening, kind,
                              encode(text.substr(begin, end - begin)));
        begin = end;
    };
    while (end < text.size()) {
        const std::size_t length = character_length(text.substr(end));
        if (end > begin && encode(text.substr(begin, end + length - begin)).size() > room) add();
        end += length;
    }
    add();
    return header;
}

}  // namespace

std::string encoded_words(std::string_view text) {
    const std::string quoted = words(text, 'q', quoted_printable);
    std::string in_base64 = words(text, 'b', base64);
    return in_base64.size() < quoted.size() ? in_base64 : quoted;
}

std::string subject_text(std::string_view subject) {
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (!std::ranges::all_of(subject, is_ascii)) return encoded_words(subject);
    constexpr std::size_t longest_line = 76;
    std::string text;
    std::size_t used = std::string_view("Subject: ").size();
    for (const std::string_view word : split(subject, ' ')) {
        const bool breaks = !text.empty() && !word.empty() && used + 1 + word.size() > longest_line;
        if (!text.empty() || used == 0) text += breaks ? "\n " : " ";
        if (breaks) used = 0;
        text += word;
        used += 1 + word.size();
    }
    return text;
}

}  // namespace megactl::mail
