#include "core/http/connection.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

namespace megactl::http {

ssize_t Connection::receive(std::span<char> buffer) {
    if (tls_) return tls_->receive(buffer);
    return ::recv(socket_.number(), buffer.data(), buffer.size(), 0);
}

ssize_t Connection::send(std::string_view bytes) {
    if (tls_) return tls_->send(bytes);
    return ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

void Connection::finish_sending() {
    say_goodbye();
    ::shutdown(socket_.number(), SHUT_WR);
}

void Connection::say_goodbye() {
    if (tls_) tls_->finish();
}

std::uint32_t Connection::awaited() const {
    return is_blocked || (tls_ && tls_->wants_to_write()) ? EPOLLOUT : EPOLLIN;
}

}  // namespace megactl::http
