#pragma once

#include "core/http/body.hpp"
#include "core/http/request.hpp"
#include "core/os/file.hpp"

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace megactl::http {

using Instant = std::chrono::steady_clock::time_point;

// One client, from accept to close. The loop reads and decides; here is what it must remember meanwhile.
class Connection {
public:
    Connection(os::Descriptor socket, std::string peer) : socket_(std::move(socket)), peer_(std::move(peer)) {}

    // As recv and send: bytes, 0 for the end, or -1 with errno. Where TLS will sit.
    ssize_t receive(std::span<char> buffer);
    ssize_t send(std::string_view bytes);
    // Nothing more will be sent: the other end sees the end of the answer.
    void finish_sending();

    int socket() const { return socket_.number(); }
    const std::string& peer() const { return peer_; }

    RequestReader reader;
    BodySkipper body;
    std::string pending;  // received and not yet understood
    std::string unsent;   // what the socket did not take
    Instant deadline{};
    std::size_t requests = 0;
    bool is_midway = false;   // a request has begun, and has not ended
    bool is_blocked = false;  // waits for the socket to take `unsent`
    bool is_waiting = false;  // `pending` may hold whole requests, whose answers would have been too many at once
    bool is_ending = false;   // no request is taken any more: closed once all is sent and the other end closes
    bool is_closed = false;   // until the end of the tick, whose events may still name it

private:
    os::Descriptor socket_;
    std::string peer_;
};

}  // namespace megactl::http
