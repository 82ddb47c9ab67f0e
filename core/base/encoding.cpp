#include "core/base/encoding.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace megactl {
namespace {

constexpr std::string_view base64_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view hex_alphabet = "0123456789abcdef";
constexpr std::uint8_t no_digit = 0xFF;

constexpr std::array<std::uint8_t, 256> digits_of(std::string_view alphabet) {
    std::array<std::uint8_t, 256> digits{};
    digits.fill(no_digit);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        digits[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
    return digits;
}

constexpr std::array<std::uint8_t, 256> base64_digits = digits_of(base64_alphabet);

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint8_t>(bytes[at]);
}

std::optional<std::uint32_t> hex_digit(char c) {
    const char low = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    const std::size_t digit = hex_alphabet.find(low);
    if (digit == std::string_view::npos) return std::nullopt;
    return static_cast<std::uint32_t>(digit);
}

bool stands_for_itself_in_json(char c) {
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

}  // namespace

std::string base64(std::string_view bytes) {
    std::string text;
    append_base64(text, bytes);
    return text;
}

void append_base64(std::string& out, std::string_view bytes) {
    const std::size_t begin = out.size();
    out.resize(begin + (bytes.size() + 2) / 3 * 4, '=');
    char* place = out.data() + begin;
    const auto put = [&](std::uint32_t bits, unsigned digits) {
        for (unsigned i = 0; i < digits; ++i)
            *place++ = base64_alphabet[(bits >> (18U - 6U * i)) & 0x3FU];
    };
    std::size_t at = 0;
    for (; at + 3 <= bytes.size(); at += 3)
        put(byte_at(bytes, at) << 16U | byte_at(bytes, at + 1) << 8U | byte_at(bytes, at + 2), 4);
    if (bytes.size() - at == 1) {
        put(byte_at(bytes, at) << 16U, 2);
    } else if (bytes.size() - at == 2) {
        put(byte_at(bytes, at) << 16U | byte_at(bytes, at + 1) << 8U, 3);
    }
}

Result<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return problem("its length is no multiple of four");
    std::size_t padding = 0;
    while (padding < 2 && text.ends_with('=')) {
        text.remove_suffix(1);
        ++padding;
    }
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::uint32_t digit = base64_digits[byte_at(text, at)];
        if (digit == no_digit) return problem(fmt::format("byte {} is not of its alphabet", at));
        bits = (bits << 6U) | digit;
        if (at % 4 == 3) {
            for (const unsigned shift : {16U, 8U, 0U})
                bytes += static_cast<char>((bits >> shift) & 0xFFU);
        }
    }
    // Bits beyond the last whole byte are not looked at, as in Python.
    if (padding == 1) {
        bytes += static_cast<char>((bits >> 10U) & 0xFFU);
        bytes += static_cast<char>((bits >> 2U) & 0xFFU);
    } else if (padding == 2) {
        bytes += static_cast<char>((bits >> 4U) & 0xFFU);
    }
    return bytes;
}

std::string hex(std::string_view bytes) {
    std::string text;
    text.reserve(2 * bytes.size());
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        text += hex_alphabet[byte_at(bytes, at) >> 4U];
        text += hex_alphabet[byte_at(bytes, at) & 0xFU];
    }
    return text;
}

std::string percent_decoded(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '%' && at + 2 < text.size()) {
            const auto high = hex_digit(text[at + 1]);
            const auto low = hex_digit(text[at + 2]);
            if (high && low) {
                bytes += static_cast<char>(*high << 4U | *low);
                at += 2;
                continue;
            }
        }
        bytes += text[at];
    }
    return bytes;
}

std::string json_quoted(std::string_view text) {
    std::string quoted;
    quoted.reserve(text.size() + 2);
    append_json_quoted(quoted, text);
    return quoted;
}

void append_json_quoted(std::string& out, std::string_view text) {
    out += '"';
    const auto unit = [&](std::uint32_t value) { out += fmt::format("\\u{:04x}", value); };
    for (std::size_t length = 0; !text.empty(); text.remove_prefix(length)) {
        const auto* const plain_end = std::ranges::find_if_not(text, stands_for_itself_in_json);
        length = static_cast<std::size_t>(plain_end - text.begin());
        if (length != 0) {
            out += text.substr(0, length);
            continue;
        }
        length = character_length(text);
        switch (text.front()) {
            case '"': out += "\\\""; continue;
            case '\\': out += "\\\\"; continue;
            case '\b': out += "\\b"; continue;
            case '\f': out += "\\f"; continue;
            case '\n': out += "\\n"; continue;
            case '\r': out += "\\r"; continue;
            case '\t': out += "\\t"; continue;
            default: break;
        }
        const char32_t point = character_at(text);
        if (point < 0x10000) {
            unit(point);
        } else {
            unit(0xD800U + ((point - 0x10000U) >> 10U));
            unit(0xDC00U + ((point - 0x10000U) & 0x3FFU));
        }
    }
    out += '"';
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool is_dash = at == 8 || at == 13 || at == 18 || at == 23;
        if (is_dash ? text[at] != '-' : !hex_digit(text[at])) return false;
    }
    return true;
}

}  // namespace megactl
