#pragma once

#include "core/base/result.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// IP addresses of visitors and proxies. Pure.
namespace megactl::links {

// An IPv4 address as it is, an IPv6 one in its short form (RFC 5952) without its zone; nothing for any other text.
std::optional<std::string> canonical_address(std::string_view text);

// `10.0.0.0/8`, `2001:db8::/32`; an address without a length is a network of its own.
class Network {
public:
    static Result<Network> parse(std::string_view text);

    // False for what is no address. IPv4 in IPv6 clothes (`::ffff:10.0.0.1`) is IPv4.
    bool contains(std::string_view address) const;

private:
    using Bytes = std::array<std::uint8_t, 16>;  // IPv4 is mapped into IPv6
    Network(const Bytes& bytes, unsigned length) : bytes_(bytes), length_(length) {}

    Bytes bytes_;
    unsigned length_;  // in bits
};

// What is kept of a visitor's address.
enum class AddressUse {
    keep,
    truncate,  // the network: /24 of IPv4, /48 of IPv6
    hash,      // a made-up address of fd00::/8, the same for one visitor on one day (UTC) under one key
    drop,
};

// `address` is canonical. `key` matters to `hash` alone: who has it can find out who is behind a made-up address.
std::optional<std::string> kept_of(std::string_view address, AddressUse use, std::int64_t day, std::string_view key);

}  // namespace megactl::links
