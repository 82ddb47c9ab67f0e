#include "core/base/error.hpp"
#include "core/http/loop.hpp"
#include "core/log/log.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

// How connections come in, and what happens where no more of them may.
namespace megactl::http {
namespace {

constexpr std::size_t accepted_a_tick = 64;
constexpr std::chrono::milliseconds pause{100};
constexpr std::chrono::minutes between_complaints{1};

std::string address_text(const sockaddr_storage& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* bytes = nullptr;
    if (address.ss_family == AF_INET6) {
        bytes =
            &reinterpret_cast<const sockaddr_in6*>(&address)->sin6_addr;  // NOLINT: how the socket interface is made
    } else {
        bytes = &reinterpret_cast<const sockaddr_in*>(&address)->sin_addr;  // NOLINT: the same
    }
    return ::inet_ntop(address.ss_family, bytes, text.data(), text.size());
}

// A connection that went before it was let in; accept(2) passes on what the network said of it. Anything else (a
// shortage, a filter that refuses) would come again at once.
bool is_gone(int reason) {
    switch (reason) {
        case ECONNABORTED:
        case EINTR:
        case EPROTO:
        case ENETDOWN:
        case ENOPROTOOPT:
        case EHOSTDOWN:
        case ENONET:
        case EHOSTUNREACH:
        case EOPNOTSUPP:
        case ENETUNREACH: return true;
        default: return false;
    }
}

}  // namespace

bool Loop::accept_from(const Listener& listener) {
    for (std::size_t i = 0; i < accepted_a_tick; ++i) {
        if (open_ >= limits_.connections) {
            pause_accepting("too many connections");
            return false;
        }
        sockaddr_storage address{};
        socklen_t size = sizeof address;
        auto* const place = reinterpret_cast<sockaddr*>(&address);  // NOLINT: the same
        os::Descriptor socket(::accept4(listener.socket.number(), place, &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!socket) {
            if (errno == EAGAIN) return false;
            if (!is_gone(errno)) {
                pause_accepting(system_reason(errno));
                return false;
            }
            continue;
        }
        const int on = 1;
        ::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);

        if (free_slots_.empty()) {
            free_slots_.push_back(static_cast<std::uint32_t>(connections_.size()));
            connections_.emplace_back();
        }
        const std::uint32_t slot = free_slots_.back();
        free_slots_.pop_back();
        connections_[slot] = std::make_unique<Connection>(std::move(socket), address_text(address));
        Connection& connection = *connections_[slot];
        if (listener.is_secure) connection.speak_tls(served_->current());
        connection.is_greeted = !listener.is_secure;
        connection.deadline = now_ + (listener.is_secure ? limits_.handshake : limits_.head);
        watch_connection(slot);
        ++open_;
    }
    return true;
}

// A listener that can't be emptied would wake the loop again and again: it is not watched for a while.
void Loop::pause_accepting(std::string_view reason) {
    resume_at_ = now_ + pause;
    next_sweep_ = std::min(next_sweep_, resume_at_);
    if (is_paused_ || is_draining_) return;
    is_paused_ = true;
    for (std::size_t i = 0; i < listeners_.size(); ++i)
        watch(listeners_[i].socket.number(), listener_names + i, 0, EPOLL_CTL_MOD);
    if (now_ < next_complaint_) return;
    next_complaint_ = now_ + between_complaints;
    log::event(log::Level::warning, "serve", "no new connections for now", {{"reason", reason}, {"open", open_}});
}

void Loop::resume_accepting() {
    is_paused_ = false;
    for (std::size_t i = 0; i < listeners_.size(); ++i)
        watch(listeners_[i].socket.number(), listener_names + i, EPOLLIN, EPOLL_CTL_MOD);
}

}  // namespace megactl::http
