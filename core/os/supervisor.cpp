#include "core/os/supervisor.hpp"

#include "core/os/file.hpp"

#include <fmt/format.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <optional>

namespace megactl::os {
namespace {

constexpr int first_handed_over = 3;
constexpr int most_handed_over = 1024;  // a number beyond is a mistake of somebody's

std::optional<int> number_of(std::string_view text) {
    int number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

void Supervisor::tell_ready() const {
    tell("READY=1");
}

// systemd takes a READY=1 for the end of this reload only where it knows when that began.
void Supervisor::tell_reloading() const {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    tell(fmt::format("RELOADING=1\nMONOTONIC_USEC={}",
                     std::chrono::duration_cast<std::chrono::microseconds>(now).count()));
}

void Supervisor::tell_stopping() const {
    tell("STOPPING=1");
}

void Supervisor::tell_alive() const {
    tell("WATCHDOG=1");
}

// A supervisor that went away, or does not read, is no reason for the service to fail.
void Supervisor::tell(std::string_view state) const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (notify_socket_.empty() || notify_socket_.size() >= sizeof address.sun_path) return;
    std::memcpy(address.sun_path, notify_socket_.data(), notify_socket_.size());
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
    const Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket) return;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + notify_socket_.size());
    const auto* const place = reinterpret_cast<const sockaddr*>(&address);  // NOLINT: how the socket interface is made
    [[maybe_unused]] const ssize_t ignored =
        ::sendto(socket.number(), state.data(), state.size(), MSG_NOSIGNAL, place, size);
}

std::vector<int> handed_over(std::string_view listen_pid, std::string_view listen_fds) {
    std::vector<int> descriptors;
    if (number_of(listen_pid) != ::getpid()) return descriptors;
    const int count = std::min(number_of(listen_fds).value_or(0), most_handed_over);
    for (int i = 0; i < count; ++i)
        descriptors.push_back(first_handed_over + i);
    return descriptors;
}

}  // namespace megactl::os
