#pragma once

#include "core/os/deadline.hpp"
#include "core/tls/http_answer.hpp"
#include "core/tls/session.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace megactl::tls {

struct ServerQuestion {
    std::string host;  // a name or an address without brackets
    std::uint16_t port = 443;
    std::string server_name;  // asked for; empty: none
    bool is_smtp = false;     // TLS begins by STARTTLS, and no HTTP is asked
    os::Deadline deadline{};  // of all connections together
};

// What another address of the same host presents.
struct OtherAddress {
    std::string address;
    std::optional<Presented> presented{};
    std::string problem{};  // why it presents nothing
};

// What a running server presents.
struct ServerLook {
    std::string address;  // of the host, that all but `others` is about
    Presented presented;
    std::vector<Version> versions;       // that it takes, from the oldest on
    std::optional<HttpAnswer> http{};    // to GET / over TLS; nothing where it does not speak HTTP
    std::vector<OtherAddress> others{};  // eight at most
};

// The problem is why there is no TLS to look at, at any address. Several connections, one after the other; what does
// not come before the deadline is left out.
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
RedirectWalk walk_redirects(const WebPlace& begin, os::Deadline deadline);

}  // namespace megactl::tls
