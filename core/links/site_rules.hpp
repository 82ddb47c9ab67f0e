#pragma once

#include "core/links/address.hpp"
#include "core/links/counting.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::links {

// What the site's settings say about every request.
struct SiteRules {
    std::vector<std::string> allowed_hosts;  // as ALLOWED_HOSTS: `example.org`, `.example.org`, `*`
    std::string own_host;                    // of a request that names none (HTTP/1.0): `127.0.0.1:8000`
    bool redirects_to_https = false;         // what came in plain HTTP
    std::string hsts;                        // the value of Strict-Transport-Security; empty: none is sent
    // Where this server itself speaks plain HTTP and HTTPS: the way to https leads from its one port to its other. 0:
    // nowhere.
    std::vector<std::uint16_t> plain_ports;
    std::uint16_t https_port = 0;
    bool trusts_proxy_headers = false;
    std::vector<Network> trusted_proxies;  // whose X-Forwarded-For counts; where there are any, no other's does
    AddressUse address_use = AddressUse::keep;
    std::string address_key;  // for AddressUse::hash
    Counted counted;
};

// As Django judges a Host header: syntax first, then the list; case, a port and one dot at the end do not count.
bool is_allowed_host(std::string_view host, const SiteRules& rules);

// The host that a plain request is sent to, over https: as Django has it the one it named, port and all; but a port
// where this server speaks plain HTTP becomes the one where it speaks HTTPS.
std::string https_host(std::string_view host, const SiteRules& rules);

// Who visits, by `X-Forwarded-For` where it is trusted, else the peer; nothing where that is no address. IPv6 in its
// short form.
std::optional<std::string> client_address(std::optional<std::string_view> forwarded_for, std::string_view peer,
                                          const SiteRules& rules);

// Who visits, by the networks of trusted proxies: the last address that `X-Forwarded-For` (each of its lines, in their
// order) names and that is no trusted one, as long as trusted ones have named it. Nothing where that is no address.
std::optional<std::string> client_behind(std::span<const std::string_view> forwarded_for, std::string_view peer,
                                         const SiteRules& rules);

// A header's value as it may be stored: UTF-8 as it is, anything else taken for Latin-1, at most `most_characters` and
// 4 KiB.
std::string stored_text(std::string_view value, std::size_t most_characters);

}  // namespace megactl::links
