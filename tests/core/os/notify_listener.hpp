#pragma once

#include "core/os/file.hpp"

#include <gtest/gtest.h>

#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstddef>
#include <string>

namespace megactl::tests {

// The end of NOTIFY_SOCKET that systemd holds.
class NotifyListener {
public:
    explicit NotifyListener(const std::string& name) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        name.copy(address.sun_path, sizeof address.sun_path - 1);
        if (name.front() == '@') address.sun_path[0] = '\0';
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        const auto* const place = reinterpret_cast<const sockaddr*>(&address);  // NOLINT: how sockets are made
        EXPECT_EQ(::bind(socket_.number(), place, size), 0);
    }

    std::string heard() const {
        std::array<char, 256> room{};
        const ssize_t count = ::recv(socket_.number(), room.data(), room.size(), MSG_DONTWAIT);
        return count < 0 ? "nothing" : std::string(room.data(), static_cast<std::size_t>(count));
    }

private:
    os::Descriptor socket_;
};

}  // namespace megactl::tests
