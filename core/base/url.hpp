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

// An IPv6 address with its brackets, everything else as it is: what stands in front of `:port`.
std::string bracketed(std::string_view host);

}  // namespace megactl
