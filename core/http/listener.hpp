#pragma once

#include "core/base/result.hpp"
#include "core/os/file.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::http {

enum class Scheme { http, https };

struct ListenAddress {
    std::string host;  // a name, or an address without brackets
    std::uint16_t port = 0;
    std::optional<Scheme> scheme{};  // nothing: nobody says

    std::string text() const;  // `127.0.0.1:8000`, `[::1]:8000`
};

// What is spoken there where the server has a certificate and nobody says: plain HTTP at port 80, where browsers look
// for it, else HTTPS.
Scheme likely_scheme(const ListenAddress& address);

// `127.0.0.1:8000`, `[::1]:8000`, `localhost:8000`, each perhaps behind `http://` or `https://`; port 0 lets the kernel
// choose.
Result<ListenAddress> parse_listen_address(std::string_view text);

// A socket that listens, and what is spoken there.
struct Listener {
    os::Descriptor socket;
    bool is_secure = false;
};

// `count` sockets that listen on one address and share its connections among themselves (SO_REUSEPORT); a port that the
// kernel chose is written into `address`. Throws Error{input}, also where another server has the address already.
std::vector<os::Descriptor> listen_on(ListenAddress& address, std::size_t count);

// A socket that somebody else opened, and that listens already; `descriptor` stays open and theirs.
struct Adopted {
    ListenAddress address;
    std::vector<os::Descriptor> sockets;  // `count` of them, which share its connections
};
// Throws Error{input} for what does not listen on a TCP port.
Adopted adopt_listener(int descriptor, std::size_t count);

}  // namespace megactl::http
