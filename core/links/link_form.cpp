#include "core/links/link_form.hpp"

#include "core/base/text.hpp"
#include "core/links/target_host.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace megactl::links {
namespace {

constexpr std::size_t longest_target = 500;
constexpr std::size_t longest_slug = 32;
constexpr std::size_t longest_username = 150;

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
}

// What Python's `\s` knows beyond ASCII.
bool holds_blank(std::string_view text) {
    constexpr std::string_view wide_blanks[] = {
        "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83",
        "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A",
        "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};
    return text.find(' ') != std::string_view::npos || std::ranges::any_of(wide_blanks, [&](std::string_view blank) {
               return text.find(blank) != std::string_view::npos;
           });
}

// Why text of any kind can't be stored and shown.
std::optional<std::string> unsoundness(std::string_view text, std::size_t longest) {
    if (text.empty()) return "is empty";
    if (!is_utf8(text)) return "is no UTF-8";
    if (std::ranges::any_of(text, is_control)) return "holds a control character";
    const std::size_t length = character_count(text);
    if (length > longest) return fmt::format("has {} characters, and {} are the most", length, longest);
    return std::nullopt;
}

// `https` of `https://…`, `javascript` of `javascript:…`; nothing of `localhost:8000`, whose colon begins a port.
std::string_view scheme_of(std::string_view target) {
    const std::size_t colon = target.find_first_of(":/?#");
    if (colon == std::string_view::npos || target[colon] != ':') return {};
    if (colon + 1 < target.size() && is_digit(target[colon + 1])) return {};
    return target.substr(0, colon);
}

std::string_view authority_of(std::string_view behind_scheme) {
    return behind_scheme.substr(0, behind_scheme.find_first_of("/?#"));
}

}  // namespace

Result<std::string> checked_target(std::string_view text) {
    const std::string_view target = trim(text);
    if (const auto why = unsoundness(target, longest_target)) return problem(*why);
    if (holds_blank(target)) return problem("holds a blank; `%20` stands for one");
    const std::string_view scheme = scheme_of(target);
    if (scheme.empty()) return problem("names no scheme: it begins with `https://` or `http://`");
    if (!is_one_of(lower(scheme), {"http", "https", "ftp", "ftps"})) {
        return problem(fmt::format("has the scheme `{}`, and a link leads to http, https, ftp or ftps", scheme));
    }
    const std::string_view behind = target.substr(scheme.size());
    if (!behind.starts_with("://")) return problem(fmt::format("names no host: `{}://` stands before one", scheme));
    const auto host = checked_authority(authority_of(behind.substr(3)));
    if (!host) return problem(host.error().reason);
    return std::string(target);
}

Result<std::string> checked_slug(std::string_view text) {
    const std::string slug = lower(text);
    if (const auto why = unsoundness(slug, longest_slug)) return problem(*why);
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_' || c == '-'; };
    if (!std::ranges::all_of(slug, fits)) return problem("holds what is none of `a-z`, `0-9`, `_` and `-`");
    return slug;
}

Result<std::string> checked_username(std::string_view text) {
    if (const auto why = unsoundness(text, longest_username)) return problem(*why);
    const auto fits = [](char c) {
        constexpr std::string_view marks = "@.+-_";
        return is_letter(c) || is_digit(c) || marks.find(c) != std::string_view::npos ||
               static_cast<unsigned char>(c) >= 0x80;
    };
    if (!std::ranges::all_of(text, fits) || holds_blank(text)) {
        return problem("holds what is no letter, no digit and none of `@.+-_`");
    }
    // A browser walks these instead of sending them.
    if (text == "." || text == "..") return problem("can't stand in a path");
    return std::string(text);
}

}  // namespace megactl::links
