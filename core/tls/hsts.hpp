#pragma once

#include "core/base/result.hpp"

#include <chrono>
#include <string_view>

namespace megactl::tls {

// What a Strict-Transport-Security header asks of browsers (RFC 6797).
struct HstsPolicy {
    std::chrono::seconds max_age{};  // 0 makes them forget what was asked before
    bool includes_subdomains = false;
    bool asks_for_preload = false;  // no word of the RFC: the lists want it
};

// The least that the preload lists take.
constexpr std::chrono::seconds least_preload_age{31'536'000};

// The problem is why browsers pass over the header as a whole. Directives that they do not know are no such reason.
Result<HstsPolicy> parse_hsts(std::string_view header);

}  // namespace megactl::tls
