#pragma once

#include "core/tls/server_context.hpp"

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

struct ssl_st;

namespace megactl::tls {

// What a session knows of its socket, beneath OpenSSL.
struct SocketState {
    int socket = -1;
    std::size_t share = 0;          // bytes that may still be read at this go
    bool has_heard = false;         // a first byte has come
    bool hears_plain_http = false;  // and it begins no TLS
    bool is_at_end = false;
};

// The server's end of TLS on a socket that never blocks: moved on by whoever hears that the socket is ready. Of one
// thread.
class ServerSession {
public:
    // The socket outlives it.
    ServerSession(const ServerContext& context, int socket);
    ServerSession(const ServerSession&) = delete;
    ServerSession& operator=(const ServerSession&) = delete;
    ~ServerSession();

    // A buffer of at least so many bytes takes all that one receive() can understand.
    static constexpr std::size_t least_room = 64 * std::size_t{1024};

    // As recv and send: bytes; 0 where the other end sends no more; or -1 with errno, EAGAIN where the socket has to be
    // ready first. The handshake happens in receive(). What is understood never stays inside: whether there is more
    // tells the socket alone. At most a share of it is read at a go, so that a peer who sends without end lets others
    // have their turn.
    ssize_t receive(std::span<char> buffer);
    // The bytes that were not taken come first the next time.
    ssize_t send(std::string_view bytes);
    // Tells the other end that nothing more comes, as far as the socket takes it at once.
    void finish();

    bool is_established() const;
    // receive() goes on once the socket takes bytes, not once it has some.
    bool wants_to_write() const { return wants_to_write_; }
    // Nothing more will be received, though what was is whole.
    bool has_ended() const { return has_ended_; }
    // What came first is no TLS, so it is plain HTTP if it is anything: nothing was sent yet.
    bool hears_plain_http() const { return state_.hears_plain_http; }

private:
    struct Free {
        void operator()(ssl_st* session) const;
    };
    void take_failure(int answer);

    SocketState state_;
    std::unique_ptr<ssl_st, Free> session_;
    bool wants_to_write_ = false;
    bool has_ended_ = false;
    bool is_broken_ = false;  // nothing may be sent either
};

}  // namespace megactl::tls
