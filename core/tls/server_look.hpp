#pragma once

#include "core/os/deadline.hpp"
#include "core/os/reached.hpp"
#include "core/tls/http_answer.hpp"
#include "core/tls/redirect_walk.hpp"
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
    // Presented to who asks for no name, and for one that no server has; nothing where they get no handshake. Of mail
    // they are not asked: its clients seldom name anybody.
    std::optional<Presented> to_no_name{};
    std::optional<Presented> to_unknown_name{};
};

// The problem is why no address presents a certificate. Several connections, one after the other; what does not come
// before the deadline is left out.
os::Reached<ServerLook> look_at(const ServerQuestion& question);

// As walk_redirects() has it, with `server`, a name or an address, asked for the places of the host where it begins.
RedirectWalk walk_redirects(const std::string& server, const WebPlace& begin, os::Deadline deadline);

}  // namespace megactl::tls
