#pragma once

#include "core/os/connect.hpp"
#include "core/os/file.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <string>
#include <string_view>

namespace megactl::http {

// A client that says exactly what a test says, and takes what comes until the end or a deadline.
class Client {
public:
    explicit Client(std::uint16_t port)
        : socket_(os::connect_tcp("127.0.0.1", port, deadline()).value_or(os::Descriptor())) {}

    bool is_connected() const { return static_cast<bool>(socket_); }

    // False where the other end has closed.
    bool say(std::string_view text) {
        while (!text.empty()) {
            os::wait_until_ready(socket_.number(), POLLOUT, deadline());
            const ssize_t sent = ::send(socket_.number(), text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    // What the socket takes without waiting.
    std::size_t say_at_once(std::string_view text) {
        const ssize_t sent = ::send(socket_.number(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        return sent < 0 ? 0 : static_cast<std::size_t>(sent);
    }

    // Until what was heard holds `count` heads of answers.
    std::string hear(std::size_t count) {
        while (heads_in(heard_) < count && take()) {
        }
        return std::exchange(heard_, {});
    }
    // Until the other end closes; `is_reset` where it did so rudely.
    std::string hear_all() {
        while (take()) {
        }
        return std::exchange(heard_, {});
    }
    bool is_closed_by_other() const { return is_at_end_; }

    static std::size_t heads_in(std::string_view text) {
        std::size_t count = 0;
        for (std::size_t place = 0; (place = text.find("\r\n\r\n", place)) != std::string_view::npos; place += 4)
            ++count;
        return count;
    }

private:
    static os::Deadline deadline() { return std::chrono::steady_clock::now() + std::chrono::seconds(30); }

    bool take() {
        std::array<char, 16384> buffer{};
        if (os::wait_until_ready(socket_.number(), POLLIN, deadline()) != os::Readiness::ready) return false;
        const ssize_t count = ::recv(socket_.number(), buffer.data(), buffer.size(), 0);
        is_at_end_ = count <= 0;
        if (count <= 0) return false;
        heard_.append(buffer.data(), static_cast<std::size_t>(count));
        return true;
    }

    os::Descriptor socket_;
    std::string heard_;
    bool is_at_end_ = false;
};

}  // namespace megactl::http
