#pragma once

#include "core/http/body.hpp"
#include "core/http/request.hpp"
#include "core/os/file.hpp"
#include "core/tls/server_session.hpp"

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace megactl::http {

using Instant = std::chrono::steady_clock::time_point;

// One client, from accept to close. The loop reads and decides; here is what it must remember meanwhile.
class Connection {
public:
    Connection(os::Descriptor socket, std::string peer) : socket_(std::move(socket)), peer_(std::move(peer)) {}

    void speak_tls(const tls::ServerContext& context) {
        tls_ = std::make_unique<tls::ServerSession>(context, socket_.number());
    }
    // From now on it is plain HTTP, as what came was.
    void speak_plainly() { tls_.reset(); }

    // As recv and send: bytes, 0 for the end, or -1 with errno.
    ssize_t receive(std::span<char> buffer);
    ssize_t send(std::string_view bytes);
    // Nothing more will be sent: the other end sees the end of the answer.
    void finish_sending();
    // Before it is closed: who speaks TLS is told, so that the end is none that somebody on the way could have made.
    void say_goodbye();

    bool is_secure() const { return tls_ != nullptr; }
    bool is_shaking_hands() const { return tls_ != nullptr && !tls_->is_established(); }
    // Nothing more will be received.
    bool has_ended() const { return tls_ != nullptr && tls_->has_ended(); }
    bool hears_plain_http() const { return tls_ != nullptr && tls_->hears_plain_http(); }
    // What the socket has to be ready for, as epoll names it.
    std::uint32_t awaited() const;

    int socket() const { return socket_.number(); }
    const std::string& peer() const { return peer_; }

    RequestReader reader;
    BodySkipper body;
    std::string pending;  // received and not yet understood
    std::string unsent;   // what the socket did not take
    Instant deadline{};
    std::size_t requests = 0;
    bool is_midway = false;     // a request has begun, and has not ended
    bool is_blocked = false;    // waits for the socket to take `unsent`
    bool is_waiting = false;    // `pending` may hold whole requests, whose answers would have been too many at once
    bool is_ending = false;     // no request is taken any more: closed once all is sent and the other end closes
    bool is_greeted = false;    // the handshake, where there is one, is over
    std::uint32_t watched = 0;  // what epoll was told to watch for
    bool is_closed = false;     // until the end of the tick, whose events may still name it

private:
    os::Descriptor socket_;
    std::string peer_;
    std::unique_ptr<tls::ServerSession> tls_;  // null: plain HTTP; uses the socket
};

}  // namespace megactl::http
