#include "core/tls/host_name.hpp"

#include "core/base/text.hpp"
#include "core/tls/a_label.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace megactl::tls {

namespace {

constexpr std::size_t name_limit = 253;
constexpr std::size_t label_limit = 63;

// Its bytes, 4 or 16, in network order; empty where the text is no address.
std::string address_bytes(const std::string& text) {
    std::array<char, 16> bytes{};
    if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return {bytes.data(), 4};
    if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return {bytes.data(), bytes.size()};
    return {};
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= label_limit && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label, [](char c) { return is_name_character(c) || c == '-'; });
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// What ends in digits clients take for an address, be it short of some: `10.0.1`.
bool is_name(std::string_view text) {
    const std::vector<std::string_view> labels = split(text, '.');
    return text.size() <= name_limit && std::ranges::all_of(labels, is_label) &&
           !std::ranges::all_of(labels.back(), is_digit);
}

unsigned byte_at(const std::string& bytes, std::size_t index) {
    return static_cast<unsigned char>(bytes[index]);
}

bool is_below(std::string_view name, std::string_view suffix) {
    return name == suffix.substr(1) || name.ends_with(suffix);
}

}  // namespace

Host host_of(std::string_view written) {
    const std::string whole = lower(trim(written));
    std::string text = whole;
    if (text == "*") return {Host::Kind::any, text};
    if (text.size() > 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
    if (text.find('\0') != std::string::npos) return {Host::Kind::unusable, whole};
    if (!address_bytes(text).empty()) return {Host::Kind::address, text};
    const bool has_subdomains = text.starts_with('.');
    if (has_subdomains) text.erase(0, 1);
    if (text.ends_with('.')) text.pop_back();
    std::string beyond_ascii;
    if (!is_ascii(text)) {
        if (!can_convert_names()) return {Host::Kind::unconverted, whole};
        beyond_ascii = std::exchange(text, a_labels_of(text));
    }
    if (!is_name(text)) return {Host::Kind::unusable, whole};
    return {has_subdomains ? Host::Kind::subdomains : Host::Kind::name, text, std::move(beyond_ascii)};
}

bool is_of_this_machine(const Host& host) {
    if (host.kind == Host::Kind::address) {
        const std::string bytes = address_bytes(host.text);
        if (bytes.size() == 4) return byte_at(bytes, 0) == 127 || byte_at(bytes, 0) == 0;
        return host.text == "::" || address_bytes("::1") == bytes;
    }
    if (host.kind != Host::Kind::name && host.kind != Host::Kind::subdomains) return false;
    if (host.text.find('.') == std::string::npos && host.kind == Host::Kind::name) return true;
    // Docker and Kubernetes make these up for each container.
    return is_below(host.text, ".localhost") || is_below(host.text, ".docker.internal") ||
           is_below(host.text, ".cluster.local");
}

bool is_private_address(const std::string& address) {
    const std::string bytes = address_bytes(address);
    if (bytes.empty()) return false;
    const unsigned first = byte_at(bytes, 0);
    const unsigned second = byte_at(bytes, 1);
    if (bytes.size() == 16) return (first & 0xFEU) == 0xFC || (first == 0xFE && (second & 0xC0U) == 0x80);
    return first == 10 || (first == 172 && (second & 0xF0U) == 16) || (first == 192 && second == 168) ||
           (first == 169 && second == 254);
}

}  // namespace megactl::tls
