#pragma once

#include "core/base/result.hpp"
#include "core/base/secret.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl {

// A URL with an authority, `scheme://[user[:password]@][host[:port]][/path][?name=value&…]`, taken apart and decoded.
struct Url {
    std::string scheme;  // lower case
    std::string user;
    Secret password;
    std::string host;  // an IPv6 address without its brackets
    std::optional<std::uint16_t> port;
    std::string path;  // with the `/` it begins with; empty where there is none
    std::vector<std::pair<std::string, std::string>> query;

    // The last of that name counts.
    std::optional<std::string> parameter(std::string_view name) const;
};

// Never repeats a part of `text` that may be a password.
Result<Url> parse_url(std::string_view text);

// Where `reference` leads that stands at `base`, as RFC 3986 resolves it (5.2): `../a?b`, `//host/`, `https://host/a`.
// `base` is a URL with an authority; neither's fragment counts. Nothing is decoded, and the answer is judged by nobody.
std::string resolved_url(std::string_view base, std::string_view reference);

// An IPv6 address with its brackets, everything else as it is: what stands in front of `:port`.
std::string bracketed(std::string_view host);

}  // namespace megactl
