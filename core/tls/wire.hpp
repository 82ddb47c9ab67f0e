#pragma once

#include "core/os/deadline.hpp"
#include "core/os/file.hpp"
#include "core/os/reached.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace megactl::tls {

// A connection in the clear that is over at a deadline, whatever the peer does. Of one thread.
class Wire {
public:
    static os::Reached<Wire> open(const std::string& host, std::uint16_t port, os::Deadline deadline);

    // Everything or a problem.
    os::Reached<bool> send(std::string_view bytes);
    // What has come, a byte at least; empty where the peer is done.
    os::Reached<std::string> receive();

private:
    Wire(os::Descriptor socket, os::Deadline deadline) : socket_(std::move(socket)), deadline_(deadline) {}

    os::Descriptor socket_;
    os::Deadline deadline_;
};

// Says EHLO and STARTTLS to a mail server, until it is ready for TLS.
os::Reached<bool> start_tls_by_smtp(Wire& wire);

}  // namespace megactl::tls
