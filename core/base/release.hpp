#pragma once

#include "core/base/result.hpp"

#include <compare>
#include <string>
#include <string_view>

namespace megactl {

// A release of megactl. Only its first two numbers count: the third never changes a verdict.
struct Release {
    unsigned number = 0;
    unsigned step = 0;

    auto operator<=>(const Release&) const = default;
};

// `1.0`, `1.12.3`
Result<Release> parse_release(std::string_view text);
// `1.0`
std::string format_release(Release release);

}  // namespace megactl
