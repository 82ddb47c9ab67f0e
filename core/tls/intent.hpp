#pragma once

#include <string_view>

namespace megactl::tls {

// What certificate and key together say a server should do.
enum class Intent {
    https,             // both
    plain_http,        // neither
    certificate_only,  // half configured: an error in production, plain HTTP with a warning in development
    key_only,          // likewise
};

// An empty name is an unset one.
Intent intent_of(std::string_view certificate, std::string_view key);

// "certificate and key → HTTPS, redirect and secure cookies on"
std::string_view describe(Intent intent);

}  // namespace megactl::tls
