#include "core/staticfiles/python_text.hpp"

#include "core/base/encoding.hpp"
#include "core/base/text.hpp"

#include <algorithm>

namespace megactl::staticfiles {
namespace {

bool is_space(char32_t point) {
    return (point >= 0x09 && point <= 0x0D) || (point >= 0x1C && point <= 0x20) || point == 0x85 || point == 0xA0 ||
           point == 0x1680 || (point >= 0x2000 && point <= 0x200A) || point == 0x2028 || point == 0x2029 ||
           point == 0x202F || point == 0x205F || point == 0x3000;
}

bool is_ascii(char c) {
    return static_cast<unsigned char>(c) < 0x80;
}

// Each byte sequence that begins like a character and isn't one is one U+FFFD.
std::string with_replacements(std::string_view bytes) {
    if (is_utf8(bytes)) return std::string(bytes);
    const auto byte = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U; };
    std::string text;
    for (std::size_t length = 0; !bytes.empty(); bytes.remove_prefix(length)) {
        length = character_length(bytes);
        if (length > 1 || is_ascii(bytes.front())) {
            text += bytes.substr(0, length);
            continue;
        }
        // How much of a longer character is there: its second byte has bounds of its own.
        const unsigned first = byte(0);
        const unsigned low = first == 0xE0 ? 0xA0U : first == 0xF0 ? 0x90U : 0x80U;
        const unsigned high = first == 0xED ? 0x9FU : first == 0xF4 ? 0x8FU : 0xBFU;
        const bool goes_on = first >= 0xE0 && first <= 0xF4 && byte(1) >= low && byte(1) <= high;
        if (goes_on) length = first >= 0xF0 && (byte(2) & 0xC0U) == 0x80U ? 3 : 2;
        text += "\xEF\xBF\xBD";
    }
    return text;
}

bool is_scheme_character(char c) {
    return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
}

// Those that have a host even where none is written.
bool has_host(std::string_view scheme) {
    return is_one_of(scheme, {"ftp", "http",    "gopher", "nntp",  "telnet",   "imap",    "wais",  "file",
                              "mms", "https",   "shttp",  "snews", "prospero", "rtsp",    "rtspu", "rsync",
                              "svn", "svn+ssh", "sftp",   "nfs",   "git",      "git+ssh", "ws",    "wss"});
}

}  // namespace

std::size_t space_length(std::string_view text) {
    if (text.empty()) return 0;
    if (is_ascii(text.front())) return is_space(static_cast<char32_t>(text.front())) ? 1 : 0;
    const std::size_t length = character_length(text);
    return length > 1 && is_space(character_at(text)) ? length : 0;
}

std::string_view strip(std::string_view text) {
    while (const std::size_t length = space_length(text))
        text.remove_prefix(length);
    std::size_t end = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = text.substr(at);
        const std::size_t space = space_length(rest);
        at += space > 0 ? space : character_length(rest);
        if (space == 0) end = at;
    }
    return text.substr(0, end);
}

std::string unquoted(std::string_view text) {
    if (text.find('%') == std::string_view::npos) return std::string(text);
    std::string result;
    while (!text.empty()) {
        // Escapes count within a run of ASCII: a character half escaped and half written is none.
        const auto* const ascii_end = std::ranges::find_if_not(text, is_ascii);
        const auto ascii = static_cast<std::size_t>(ascii_end - text.begin());
        result += with_replacements(percent_decoded(text.substr(0, ascii)));
        text.remove_prefix(ascii);
        const auto other = static_cast<std::size_t>(std::ranges::find_if(text, is_ascii) - text.begin());
        result += text.substr(0, other);
        text.remove_prefix(other);
    }
    return result;
}

UrlParts split_url(std::string_view url) {
    while (!url.empty() && static_cast<unsigned char>(url.front()) <= 0x20)
        url.remove_prefix(1);
    std::string rest(url);
    std::erase_if(rest, [](char c) { return c == '\t' || c == '\r' || c == '\n'; });
    UrlParts parts;
    const std::size_t colon = rest.find(':');
    if (colon != std::string::npos && colon > 0 && is_letter(rest.front()) &&
        std::all_of(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(colon), is_scheme_character)) {
        parts.scheme = lower(rest.substr(0, colon));
        rest.erase(0, colon + 1);
    }
    if (rest.starts_with("//")) {
        const std::size_t end = std::min(rest.find_first_of("/?#", 2), rest.size());
        parts.host = rest.substr(2, end - 2);
        rest.erase(0, end);
    }
    const auto cut = [&](char separator, std::string& tail) {
        const std::size_t at = rest.find(separator);
        if (at == std::string::npos) return;
        tail = rest.substr(at + 1);
        rest.erase(at);
    };
    cut('#', parts.fragment);
    cut('?', parts.query);
    parts.path = std::move(rest);
    return parts;
}

std::string join_url(const UrlParts& parts) {
    std::string url = parts.path;
    const bool gets_host = has_host(parts.scheme) && !url.starts_with("//");
    if (!parts.host.empty() || gets_host) {
        if (!url.empty() && url.front() != '/') url.insert(0, 1, '/');
        url.insert(0, "//" + parts.host);
    }
    if (!parts.scheme.empty()) url.insert(0, parts.scheme + ':');
    if (!parts.query.empty()) url += '?' + parts.query;
    if (!parts.fragment.empty()) url += '#' + parts.fragment;
    return url;
}

WithoutFragment without_fragment(std::string_view url) {
    if (url.find('#') == std::string_view::npos) return {std::string(url), ""};
    UrlParts parts = split_url(url);
    WithoutFragment result{"", std::move(parts.fragment)};
    parts.fragment.clear();
    result.url = join_url(parts);
    return result;
}

}  // namespace megactl::staticfiles
