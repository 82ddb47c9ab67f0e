#include "core/tls/server_session.hpp"

#include "core/tls/openssl_handles.hpp"

#include <climits>
#include <openssl/ssl.h>

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <new>

namespace megactl::tls {
namespace {

using Method = std::unique_ptr<BIO_METHOD, Freed<BIO_meth_free>>;

// Half of the room: what OpenSSL may have kept of the last go, a record, fits into the other half.
constexpr std::size_t share_of_a_go = ServerSession::least_room / 2;

SocketState& state_of(BIO* bio) {
    return *static_cast<SocketState*>(BIO_get_data(bio));
}

bool is_try_again(int error_number) {
    return error_number == EAGAIN || error_number == EINTR;
}

// OpenSSL's own socket BIO writes without MSG_NOSIGNAL.
int send_quietly(BIO* bio, const char* bytes, int size) {
    const ssize_t count = ::send(state_of(bio).socket, bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    BIO_clear_retry_flags(bio);
    if (count < 0 && is_try_again(errno)) BIO_set_retry_write(bio);
    return static_cast<int>(count);
}

// The type of a handshake's record, or the length of an SSL 2 hello, which OpenSSL refuses in its own words.
bool may_begin_tls(unsigned char byte) {
    constexpr unsigned char handshake = 0x16;
    constexpr unsigned char long_length = 0x80;
    return byte == handshake || byte >= long_length;
}

int receive_share(BIO* bio, char* room, int size) {
    SocketState& state = state_of(bio);
    BIO_clear_retry_flags(bio);
    if (state.share == 0) {
        BIO_set_retry_read(bio);
        return -1;
    }
    const std::size_t most = std::min(static_cast<std::size_t>(size), state.share);
    const ssize_t count = ::recv(state.socket, room, most, 0);
    if (count < 0 && is_try_again(errno)) BIO_set_retry_read(bio);
    if (count == 0) state.is_at_end = true;
    if (count <= 0) return static_cast<int>(count);
    state.share -= static_cast<std::size_t>(count);
    if (!state.has_heard) state.hears_plain_http = !may_begin_tls(static_cast<unsigned char>(*room));
    state.has_heard = true;
    return state.hears_plain_http ? -1 : static_cast<int>(count);
}

long control(BIO* bio, int request, long /*number*/, void* /*pointer*/) {
    if (request == BIO_CTRL_EOF) return state_of(bio).is_at_end ? 1 : 0;
    return request == BIO_CTRL_FLUSH ? 1 : 0;
}

const BIO_METHOD* shared_socket() {
    static const Method method = [] {
        Method made(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "shared socket"));
        if (!made) throw std::bad_alloc();
        BIO_meth_set_write(made.get(), send_quietly);
        BIO_meth_set_read(made.get(), receive_share);
        BIO_meth_set_ctrl(made.get(), control);
        return made;
    }();
    return method.get();
}

// What an earlier call left behind would be taken for the failure of the next one. As a rule there is nothing, and a
// look costs a tenth of clearing.
void forget_errors() {
    if (ERR_peek_error() != 0) ERR_clear_error();
}

int size_of(std::size_t size) {
    return static_cast<int>(std::min<std::size_t>(size, INT_MAX));
}

}  // namespace

void ServerSession::Free::operator()(ssl_st* session) const {
    SSL_free(session);
}

ServerSession::ServerSession(const ServerContext& context, int socket) : session_(SSL_new(context.get())) {
    state_.socket = socket;
    BIO* const bio = session_ ? BIO_new(shared_socket()) : nullptr;
    if (bio == nullptr) throw std::bad_alloc();
    BIO_set_data(bio, &state_);
    BIO_set_init(bio, 1);
    SSL_set_bio(session_.get(), bio, bio);
    SSL_set_accept_state(session_.get());
}

ServerSession::~ServerSession() = default;

ssize_t ServerSession::receive(std::span<char> buffer) {
    std::size_t filled = 0;
    state_.share = share_of_a_go;
    wants_to_write_ = false;
    while (!has_ended_ && filled < buffer.size()) {
        forget_errors();
        const int count = SSL_read(session_.get(), buffer.data() + filled, size_of(buffer.size() - filled));
        if (count <= 0) {
            take_failure(count);
            break;
        }
        filled += static_cast<std::size_t>(count);
        if (SSL_has_pending(session_.get()) == 0) break;
    }
    if (filled > 0) return static_cast<ssize_t>(filled);
    if (!has_ended_) {
        errno = EAGAIN;
        return -1;
    }
    if (!is_broken_) return 0;
    errno = EPROTO;
    return -1;
}

void ServerSession::take_failure(int answer) {
    switch (SSL_get_error(session_.get(), answer)) {
        case SSL_ERROR_WANT_READ: return;
        case SSL_ERROR_WANT_WRITE: wants_to_write_ = true; return;
        case SSL_ERROR_ZERO_RETURN: has_ended_ = true; return;
        default: has_ended_ = is_broken_ = true;
    }
}

ssize_t ServerSession::send(std::string_view bytes) {
    std::size_t sent = 0;
    while (!is_broken_ && sent < bytes.size()) {
        forget_errors();
        const int count = SSL_write(session_.get(), bytes.data() + sent, size_of(bytes.size() - sent));
        if (count <= 0) {
            is_broken_ = SSL_get_error(session_.get(), count) != SSL_ERROR_WANT_WRITE;
            break;
        }
        sent += static_cast<std::size_t>(count);
    }
    if (sent > 0 || bytes.empty()) return static_cast<ssize_t>(sent);
    errno = is_broken_ ? EPIPE : EAGAIN;
    return -1;
}

void ServerSession::finish() {
    if (is_broken_ || !is_established() || (SSL_get_shutdown(session_.get()) & SSL_SENT_SHUTDOWN) != 0) return;
    const ErrorQueue queue;
    SSL_shutdown(session_.get());
}

bool ServerSession::is_established() const {
    return SSL_is_init_finished(session_.get()) == 1;
}

}  // namespace megactl::tls
