#include "core/links/site_rules.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ranges>

namespace megactl::links {
namespace {

constexpr std::size_t most_bytes = 4096;
constexpr std::uint16_t usual_https_port = 443;

bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f');
}

// The name of `name[:digits]` or the `[address]` of `[address][:digits]`; empty where it is neither.
std::string_view name_of_host(std::string_view host) {
    std::size_t end = 0;
    if (host.starts_with('[')) {
        end = host.find(']');
        if (end == std::string_view::npos) return {};
        const std::string_view address = host.substr(1, end - 1);
        const auto fits = [](char c) { return is_hex(c) || c == ':' || c == '.'; };
        if (address.find(':') == std::string_view::npos || !std::ranges::all_of(address, fits)) return {};
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

bool is_trusted(std::string_view address, const SiteRules& rules) {
    return std::ranges::any_of(rules.trusted_proxies, [&](const Network& proxy) { return proxy.contains(address); });
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

std::string https_host(std::string_view host, const SiteRules& rules) {
    const std::size_t colon = host.rfind(':');
    const std::string_view said = colon == std::string_view::npos ? "" : host.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, failure] = std::from_chars(said.data(), said.data() + said.size(), port);
    const bool is_port = !said.empty() && failure == std::errc() && end == said.data() + said.size();
    const bool is_ours = is_port && rules.https_port != 0 && std::ranges::count(rules.plain_ports, port) != 0;
    if (!is_ours) return std::string(host);
    if (rules.https_port == usual_https_port) return std::string(host.substr(0, colon));
    return fmt::format("{}:{}", host.substr(0, colon), rules.https_port);
}

std::optional<std::string> client_address(std::optional<std::string_view> forwarded_for, std::string_view peer,
                                          const SiteRules& rules) {
    if (!rules.trusts_proxy_headers || !forwarded_for || forwarded_for->empty()) return canonical_address(peer);
    return canonical_address(trim(forwarded_for->substr(0, forwarded_for->find(','))));
}

std::optional<std::string> client_behind(std::span<const std::string_view> forwarded_for, std::string_view peer,
                                         const SiteRules& rules) {
    std::optional<std::string> client = canonical_address(peer);
    for (std::string_view rest : std::views::reverse(forwarded_for)) {
        while (!rest.empty()) {
            if (!client || !is_trusted(*client, rules)) return client;
            const std::size_t comma = rest.rfind(',');
            const std::size_t begin = comma == std::string_view::npos ? 0 : comma + 1;
            client = canonical_address(trim(rest.substr(begin)));
            rest = rest.substr(0, comma == std::string_view::npos ? 0 : comma);
        }
    }
    return client;
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
