#include "core/links/target_host.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

namespace megactl::links {
namespace {

constexpr std::size_t longest_label = 63;
constexpr std::size_t longest_host = 253;

bool is_ipv6(std::string_view text) {
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    return ::inet_pton(AF_INET6, std::string(text).c_str(), bytes.data()) == 1;
}

bool is_ipv4(std::string_view text) {
    std::array<unsigned char, sizeof(in_addr)> bytes{};
    return ::inet_pton(AF_INET, std::string(text).c_str(), bytes.data()) == 1;
}

// Beyond ASCII Django takes U+00A1 to U+FFFF: two or three bytes, and not the C1 controls or the blank before them.
bool is_wide_letter(std::string_view character) {
    return (character.size() == 2 && character > "\xC2\xA0") || character.size() == 3;
}

bool is_label(std::string_view label, bool takes_digits) {
    if (label.empty() || character_count(label) > longest_label) return false;
    if (label.front() == '-' || label.back() == '-') return false;
    for (std::size_t length = 0; !label.empty(); label.remove_prefix(length)) {
        length = character_length(label);
        const char c = label.front();
        const bool fits = length > 1 ? is_wide_letter(label.substr(0, length))
                                     : is_letter(c) || c == '-' || (takes_digits && is_digit(c));
        if (!fits) return false;
    }
    return true;
}

bool is_top_level(std::string_view label) {
    constexpr std::string_view encoded = "xn--";
    if (lower(label).starts_with(encoded)) return is_label(label, true) && label.size() > encoded.size();
    return is_label(label, false) && character_count(label) > 1;
}

bool is_domain(std::string_view host) {
    if (host.ends_with('.')) host.remove_suffix(1);
    std::vector<std::string_view> labels = split(host, '.');
    if (labels.size() < 2 || !is_top_level(labels.back())) return false;
    labels.pop_back();
    return std::ranges::all_of(labels, [](std::string_view label) { return is_label(label, true); });
}

bool is_port(std::string_view text) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && text.size() >= 2 && number <= 65535;
}

bool is_user_part(std::string_view text) {
    const std::string_view user = text.substr(0, text.find(':'));
    return !user.empty() && std::ranges::count(text, ':') <= 1 && text.find('@') == std::string_view::npos;
}

}  // namespace

Result<std::string_view> checked_authority(std::string_view authority) {
    if (authority.empty()) return problem("names no host");
    // Browsers take it for a slash, and end the host where Django does not.
    if (authority.find('\\') != std::string_view::npos) return problem("has a backslash before its path");
    const std::size_t at = authority.rfind('@');
    if (at != std::string_view::npos) {
        if (!is_user_part(authority.substr(0, at))) return problem("has more than `user:password` before its host");
        authority.remove_prefix(at + 1);
    }
    std::string_view host = authority;
    const bool is_bracketed = authority.starts_with('[');
    const std::size_t name_end = is_bracketed ? authority.find(']') : 0;
    if (name_end == std::string_view::npos) return problem("has a `[` without its `]`");
    const std::size_t colon = authority.find(':', name_end);
    if (colon != std::string_view::npos) {
        const std::string_view port = authority.substr(colon + 1);
        if (!is_port(port)) return problem(fmt::format("has the port `{}`, which is none", port));
        host = authority.substr(0, colon);
    }
    const bool is_host = is_bracketed ? host.ends_with(']') && is_ipv6(host.substr(1, host.size() - 2))
                                      : is_ipv4(host) || equal_ignoring_case(host, "localhost") || is_domain(host);
    if (!is_host || host.size() > longest_host) {
        return problem(host.empty() ? "names no host"
                                    : fmt::format("names the host `{}`; Django takes a domain with a dot, an address "
                                                  "or `localhost`",
                                                  host));
    }
    return host;
}

}  // namespace megactl::links
