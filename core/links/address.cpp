#include "core/links/address.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <span>

namespace megactl::links {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

constexpr std::size_t ipv4_begin = 12;  // in IPv6, behind ::ffff:
constexpr unsigned ipv4_bits = 32;
constexpr unsigned all_bits = 128;

bool is_ipv4(const Bytes& bytes) {
    constexpr std::array<std::uint8_t, ipv4_begin> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    return std::equal(mapped.begin(), mapped.end(), bytes.begin());
}

std::optional<Bytes> bytes_of(std::string_view text) {
    Bytes bytes{};
    const std::string address(text.substr(0, text.find('%')));
    if (::inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1) return bytes;
    bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (::inet_pton(AF_INET, std::string(text).c_str(), bytes.data() + ipv4_begin) == 1) return bytes;
    return std::nullopt;
}

std::string text_of(const Bytes& bytes) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (is_ipv4(bytes)) return ::inet_ntop(AF_INET, bytes.data() + ipv4_begin, text.data(), text.size());
    return ::inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
}

// What lies behind the first `length` bits becomes zero.
void cut(Bytes& bytes, unsigned length) {
    for (unsigned bit = length; bit < all_bits; ++bit)
        bytes.at(bit / 8) &= static_cast<std::uint8_t>(~(0x80U >> (bit % 8)));
}

std::string made_up(std::string_view address, std::int64_t day, std::string_view key) {
    const std::string text = fmt::format("{} {}", day, address);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    const auto* const message = reinterpret_cast<const unsigned char*>(text.data());  // NOLINT: OpenSSL's bytes
    ::HMAC(::EVP_sha256(), key.data(), static_cast<int>(key.size()), message, text.size(), digest.data(), nullptr);
    Bytes bytes{0xfd};
    std::copy_n(digest.begin(), bytes.size() - 1, bytes.begin() + 1);
    return text_of(bytes);
}

}  // namespace

std::optional<std::string> canonical_address(std::string_view text) {
    std::array<std::uint8_t, 4> ignored{};
    const std::string whole(text);
    if (::inet_pton(AF_INET, whole.c_str(), ignored.data()) == 1) return whole;
    Bytes bytes{};
    if (::inet_pton(AF_INET6, whole.substr(0, whole.find('%')).c_str(), bytes.data()) != 1) return std::nullopt;
    std::array<char, INET6_ADDRSTRLEN> canonical{};
    return ::inet_ntop(AF_INET6, bytes.data(), canonical.data(), canonical.size());
}

Result<Network> Network::parse(std::string_view text) {
    const std::size_t slash = std::min(text.find('/'), text.size());
    const std::string_view address = text.substr(0, slash);
    auto bytes = bytes_of(address);
    if (!bytes) return problem("begins with no address: `10.0.0.0/8`, `2001:db8::/32`");
    const unsigned offset = address.find(':') == std::string_view::npos ? all_bits - ipv4_bits : 0;
    unsigned length = all_bits - offset;
    if (slash != text.size()) {
        const std::string_view digits = text.substr(slash + 1);
        const unsigned most = length;
        const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
        if (failure != std::errc() || end != digits.data() + digits.size() || length > most) {
            return problem(fmt::format("ends with no length of 0 to {} bits", most));
        }
    }
    Bytes network = *bytes;
    cut(network, offset + length);
    if (network != *bytes) return problem(fmt::format("is no network; `{}/{}` is", text_of(network), length));
    return Network(network, offset + length);
}

bool Network::contains(std::string_view address) const {
    auto bytes = bytes_of(address);
    if (!bytes) return false;
    cut(*bytes, length_);
    return *bytes == bytes_;
}

std::optional<std::string> kept_of(std::string_view address, AddressUse use, std::int64_t day, std::string_view key) {
    constexpr unsigned ipv4_kept = 24;
    constexpr unsigned ipv6_kept = 48;
    switch (use) {
        case AddressUse::keep: return std::string(address);
        case AddressUse::drop: return std::nullopt;
        case AddressUse::hash: return made_up(address, day, key);
        case AddressUse::truncate: break;
    }
    auto bytes = bytes_of(address);
    if (!bytes) return std::nullopt;
    cut(*bytes, is_ipv4(*bytes) ? all_bits - ipv4_bits + ipv4_kept : ipv6_kept);
    return text_of(*bytes);
}

}  // namespace megactl::links
