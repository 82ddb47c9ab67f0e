#include "core/http/listener.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <memory>
#include <optional>
#include <utility>

namespace megactl::http {
namespace {

using namespace std::string_view_literals;

constexpr int backlog = 4096;
constexpr std::uint16_t http_port = 80;

struct AddressList {
    void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

Error listen_failure(const ListenAddress& address, const std::string& reason) {
    return {Error::Kind::input, fmt::format("can't listen on {}: {}", escape_controls(address.text()), reason)};
}

std::unique_ptr<addrinfo, AddressList> look_up(const ListenAddress& address) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const std::string port = std::to_string(address.port);
    const int failure =
        ::getaddrinfo(address.host.empty() ? nullptr : address.host.c_str(), port.c_str(), &hints, &found);
    if (failure != 0) throw listen_failure(address, "there is no such address here");
    return std::unique_ptr<addrinfo, AddressList>(found);
}

// Nothing for what is no TCP over IPv4 or IPv6.
std::optional<ListenAddress> bound_address(int socket) {
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    auto* const address = reinterpret_cast<sockaddr*>(&bound);  // NOLINT: how the socket interface is made
    if (::getsockname(socket, address, &size) != 0) return std::nullopt;
    const void* host = nullptr;
    in_port_t port = 0;
    if (bound.ss_family == AF_INET6) {
        const auto* const place = reinterpret_cast<const sockaddr_in6*>(address);  // NOLINT: the same
        host = &place->sin6_addr;
        port = place->sin6_port;
    } else if (bound.ss_family == AF_INET) {
        const auto* const place = reinterpret_cast<const sockaddr_in*>(address);  // NOLINT: the same
        host = &place->sin_addr;
        port = place->sin_port;
    } else {
        return std::nullopt;
    }
    std::array<char, INET6_ADDRSTRLEN> text{};
    return ListenAddress{.host = ::inet_ntop(bound.ss_family, host, text.data(), text.size()), .port = ntohs(port)};
}

int option_of(int socket, int option) {
    int value = 0;
    socklen_t size = sizeof value;
    return ::getsockopt(socket, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

void switch_on(int socket, int level, int option) {
    const int on = 1;
    ::setsockopt(socket, level, option, &on, sizeof on);
}

// The first socket takes the address as its own, so that one of another server is refused rather than shared with; once
// it listens, those behind it may share.
enum class Sharing { not_yet, from_the_start };

os::Descriptor listening_socket(const ListenAddress& address, Sharing sharing) {
    const auto place = look_up(address);
    os::Descriptor socket(::socket(place->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket) throw listen_failure(address, system_reason(errno));
    switch_on(socket.number(), SOL_SOCKET, SO_REUSEADDR);
    if (sharing == Sharing::from_the_start) switch_on(socket.number(), SOL_SOCKET, SO_REUSEPORT);
    // A peer must be told by its own address, never by an IPv4 one in IPv6 clothes.
    if (place->ai_family == AF_INET6) switch_on(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY);
    if (::bind(socket.number(), place->ai_addr, place->ai_addrlen) != 0 || ::listen(socket.number(), backlog) != 0) {
        const int reason = errno;
        const auto failure = [&] { return listen_failure(address, system_reason(reason)); };
        if (reason == EADDRINUSE)
            throw failure().help("`ss -ltnp` says who has it; `--listen ADDR:PORT` names another one");
        if (reason == EADDRNOTAVAIL) {
            throw failure().help("this host has no such address; `0.0.0.0` is every one");
        }
        if (reason == EACCES) throw failure().help("a port below 1024 wants CAP_NET_BIND_SERVICE");
        throw failure();
    }
    if (sharing == Sharing::not_yet) switch_on(socket.number(), SOL_SOCKET, SO_REUSEPORT);
    return socket;
}

}  // namespace

std::string ListenAddress::text() const {
    return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port) : fmt::format("[{}]:{}", host, port);
}

Scheme likely_scheme(const ListenAddress& address) {
    return address.port == http_port ? Scheme::http : Scheme::https;
}

Result<ListenAddress> parse_listen_address(std::string_view text) {
    ListenAddress address;
    for (const auto& [prefix, scheme] :
         {std::pair{"http://"sv, Scheme::http}, std::pair{"https://"sv, Scheme::https}}) {
        if (!text.starts_with(prefix)) continue;
        address.scheme = scheme;
        text.remove_prefix(prefix.size());
        break;
    }
    if (text.find("://") != std::string_view::npos) return problem("has a scheme beside `http://` and `https://`");
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return problem("has no port: `ADDR:PORT`");
    std::string_view host = text.substr(0, colon);
    const std::string_view port = text.substr(colon + 1);
    const auto [end, failure] = std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (failure != std::errc() || end != port.data() + port.size()) return problem("has no port of 0 to 65535");
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string_view::npos) {
        return problem("is an IPv6 address without brackets: `[::1]:8000`");
    }
    if (host.empty()) return problem("has no address: `0.0.0.0:8000` is every one");
    address.host = host;
    return address;
}

std::vector<os::Descriptor> listen_on(ListenAddress& address, std::size_t count) {
    std::vector<os::Descriptor> sockets;
    sockets.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        sockets.push_back(listening_socket(address, i == 0 ? Sharing::not_yet : Sharing::from_the_start));
        if (address.port == 0) address.port = bound_address(sockets.back().number())->port;
    }
    return sockets;
}

Adopted adopt_listener(int descriptor, std::size_t count) {
    const auto refused = [&](std::string_view reason) {
        return Error(Error::Kind::input, fmt::format("can't listen on descriptor {}: {}", descriptor, reason));
    };
    if (option_of(descriptor, SO_TYPE) == -1) throw refused("it is no socket, or is not open");
    const auto address = bound_address(descriptor);
    if (!address || option_of(descriptor, SO_TYPE) != SOCK_STREAM) throw refused("it is no TCP socket");
    if (option_of(descriptor, SO_ACCEPTCONN) != 1) throw refused("it does not listen");
    Adopted adopted{.address = *address, .sockets = {}};
    for (std::size_t i = 0; i < count; ++i) {
        os::Descriptor socket(::fcntl(descriptor, F_DUPFD_CLOEXEC, 0));
        if (!socket) throw refused(system_reason(errno));
        adopted.sockets.push_back(std::move(socket));
    }
    // Every loop is told of a connection, and one of them gets it.
    const int flags = ::fcntl(descriptor, F_GETFL);
    if (flags < 0 || ::fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) != 0) throw refused(system_reason(errno));
    return adopted;
}

}  // namespace megactl::http
