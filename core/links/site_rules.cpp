#include "core/links/site_rules.hpp"

#include "core/base/text.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace megactl::links {
namespace {

constexpr std::size_t most_bytes = 4096;

bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f');
}

// The name of `name[:digits]` or the `[address]` of `[address][:digits]`; empty where it is neither.
std::string_view name_of_host(std::string_view host) {
    std::size_t end = 0;
    if (host.starts_with('[')) {
        end = host.find(']');
        if (end == host.npos) return {};
        const std::string_view address = host.substr(1, end - 1);
        const auto fits = [](char c) { return is_hex(c) || c == ':' || c == '.'; };
        if (address.find(':') == address.npos || !std::ranges::all_of(address, fits)) return {};
        ++end;
    } else {
        end = std::min(host.find(':'), host.size());
        const auto fits = [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-'; };
        if (end == 0 || !std::ranges::all_of(host.substr(0, end), fits)) return {};
    }
    const std::string_view port = host.substr(end);
    if (!port.empty() && (port.size() == 1 || port[0] != ':' || !std::ranges::all_of(port.substr(1), is_digit)))
        return {};
    std::string_view name = host.substr(0, end);
    if (name.ends_with('.')) name.remove_suffix(1);
    return name;
}

std::optional<std::string> canonical_address(std::string_view text) {
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    std::array<char, INET6_ADDRSTRLEN> canonical{};
    const std::string ipv4(text);
    if (::inet_pton(AF_INET, ipv4.c_str(), bytes.data()) == 1) return ipv4;
    const std::string ipv6(text.substr(0, text.find('%')));
    if (::inet_pton(AF_INET6, ipv6.c_str(), bytes.data()) != 1) return std::nullopt;
    return ::inet_ntop(AF_INET6, bytes.data(), canonical.data(), canonical.size());
}

}  // namespace

bool is_allowed_host(std::string_view host, const SiteRules& rules) {
    const std::string lowered = lower(host);
    const std::string_view name = name_of_host(lowered);
    if (name.empty()) return false;
    return std::ranges::any_of(rules.allowed_hosts, [&](const std::string& entry) {
        const std::string pattern = lower(entry);
        if (pattern == "*" || pattern == name) return true;
        return pattern.starts_with('.') && (name.ends_with(pattern) || name == std::string_view(pattern).substr(1));
    });
}

std::optional<std::string> client_address(std::optional<std::string_view> forwarded_for, std::string_view peer,
                                          const SiteRules& rules) {
    if (!rules.trusts_proxy_headers || !forwarded_for || forwarded_for->empty()) return canonical_address(peer);
    return canonical_address(trim(forwarded_for->substr(0, forwarded_for->find(','))));
}

std::string stored_text(std::string_view value, std::size_t most_characters) {
    std::string latin1;
    if (!is_utf8(value)) {
        for (const char c : value) {
            const auto byte = static_cast<unsigned char>(c);
            if (byte < 0x80U) {
                latin1 += c;
            } else {
                latin1 += static_cast<char>(0xc0U | (byte >> 6U));
                latin1 += static_cast<char>(0x80U | (byte & 0x3fU));
            }
        }
        value = latin1;
    }
    std::size_t end = 0;
    for (std::size_t count = 0; count < most_characters && end < value.size(); ++count) {
        const std::size_t size = character_length(value.substr(end));
        if (end + size > most_bytes) break;
        end += size;
    }
    return std::string(value.substr(0, end));
}

}  // namespace megactl::links
