#include "core/links/uri.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <array>

namespace megactl::links {
namespace {

constexpr std::string_view letters_and_digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

using Characters = std::array<bool, 256>;

consteval Characters characters(std::string_view more) {
    Characters table{};
    for (const char c : letters_and_digits)
        table[static_cast<unsigned char>(c)] = true;
    for (const char c : more)
        table[static_cast<unsigned char>(c)] = true;
    return table;
}

// What Django's iri_to_uri() and escape_uri_path() leave alone.
constexpr Characters of_a_location = characters("-._~/#%[]=:;$&()+,!?*@'");
constexpr Characters of_a_path = characters("/:@!$&'()*+,;=-._~");

void append_encoded(std::string_view text, const Characters& left_alone, std::string& output) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (left_alone[byte]) {
            output += c;
        } else {
            output += {'%', digits[byte >> 4U], digits[byte & 0xfU]};
        }
    }
}

}  // namespace

std::string as_location(std::string_view target) {
    std::string location;
    location.reserve(target.size());
    append_encoded(target, of_a_location, location);
    return location;
}

void append_path(std::string_view path, std::string& output) {
    append_encoded(path, of_a_path, output);
}

bool has_refused_scheme(std::string_view target) {
    // Browsers skip blanks and control characters ahead of a scheme, and line breaks within it.
    std::string scheme;
    for (const char c : target) {
        if (c == ':') return !is_one_of(lower(scheme), {"http", "https", "ftp"}) && !scheme.empty();
        if (scheme.empty() && static_cast<unsigned char>(c) <= ' ') continue;
        if (c == '\t' || c == '\r' || c == '\n') continue;
        const bool is_scheme = is_letter(c) || (!scheme.empty() && (is_digit(c) || c == '+' || c == '-' || c == '.'));
        if (!is_scheme) return false;
        scheme += c;
    }
    return false;
}

}  // namespace megactl::links
