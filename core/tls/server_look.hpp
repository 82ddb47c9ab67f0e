#pragma once

#include "core/tls/http_answer.hpp"
#include "core/tls/session.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace megactl::tls {

struct ServerQuestion {
    std::string host;  // a name or an address without brackets
    std::uint16_t port = 443;
    std::string server_name;                     // asked for; empty: none
    bool is_smtp = false;                        // TLS begins by STARTTLS, and no HTTP is asked
    std::chrono::milliseconds patience{10'000};  // with each connection
};

// What a running server presents.
struct ServerLook {
    Presented presented;
    std::vector<Version> versions;   // that it takes, from the oldest on
    std::optional<HttpAnswer> http;  // to GET / over TLS; nothing where it does not speak HTTP
};

// The problem is why there is no TLS to look at. Several connections, one after the other.
Result<ServerLook> look_at(const ServerQuestion& question);

// A way that a GET over plain HTTP is sent.
struct RedirectWalk {
    std::vector<WebPlace> places;  // the first is where it began
    int status = 0;                // of the last place that was asked; 0 where it gave no answer
    std::string problem{};         // why it gave none
    bool is_loop = false;          // the last place was there before, and no cookie makes it another
};

// Follows redirects, ten at most, and only among places of the host where it begins: the last may be another's, and is
// not asked.
RedirectWalk walk_redirects(const WebPlace& begin, std::chrono::milliseconds patience);

}  // namespace megactl::tls
