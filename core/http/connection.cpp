#include "core/http/connection.hpp"

#include <sys/socket.h>

namespace megactl::http {

ssize_t Connection::receive(std::span<char> buffer) {
    return ::recv(socket_.number(), buffer.data(), buffer.size(), 0);
}

ssize_t Connection::send(std::string_view bytes) {
    return ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

void Connection::finish_sending() {
    ::shutdown(socket_.number(), SHUT_WR);
}

}  // namespace megactl::http
