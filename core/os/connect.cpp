#include "core/os/connect.hpp"

#include "core/base/error.hpp"
#include "core/base/freed.hpp"
#include "core/os/addresses.hpp"

#include <climits>
#include <fmt/format.h>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <list>
#include <memory>
#include <mutex>
#include <system_error>

namespace megactl::os {
namespace {

using Clock = std::chrono::steady_clock;

using Addresses = std::unique_ptr<addrinfo, Freed<freeaddrinfo>>;

// A look-up that runs in glibc's own thread, with all it points to.
struct Lookup {
    std::string host;
    std::string service;
    addrinfo wanted{};
    gaicb request{};
};

// What getaddrinfo() would answer; EAI_INPROGRESS, and no look-up any more, where the deadline came first.
#ifdef __SANITIZE_THREAD__
// The thread sanitizer does not live through threads that glibc starts by itself, so here the deadline does not count.
int run(const std::unique_ptr<Lookup>& lookup, Deadline /*deadline*/) {
    return ::getaddrinfo(lookup->host.c_str(), lookup->service.c_str(), &lookup->wanted, &lookup->request.ar_result);
}
#else
// A look-up that can't be cancelled any more goes on after we have given up, so it must not lose its memory: it ends
// with the process.
void abandon(std::unique_ptr<Lookup> lookup) {
    static std::mutex mutex;  // guards `abandoned`
    static auto* const abandoned = new std::list<std::unique_ptr<Lookup>>;
    const std::lock_guard lock(mutex);
    abandoned->push_back(std::move(lookup));
}

timespec time_until(Deadline deadline) {
    const auto left = std::max(deadline - Clock::now(), Clock::duration::zero());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
    return {static_cast<time_t>(seconds.count()), static_cast<long>(std::chrono::nanoseconds(left - seconds).count())};
}

int run(std::unique_ptr<Lookup>& lookup, Deadline deadline) {
    lookup->request.ar_name = lookup->host.c_str();
    lookup->request.ar_service = lookup->service.c_str();
    lookup->request.ar_request = &lookup->wanted;
    std::array<gaicb*, 1> requests{&lookup->request};
    if (const int failure = ::getaddrinfo_a(GAI_NOWAIT, requests.data(), 1, nullptr); failure != 0) return failure;
    while (::gai_error(&lookup->request) == EAI_INPROGRESS) {
        const timespec left = time_until(deadline);
        std::array<const gaicb*, 1> awaited{&lookup->request};
        ::gai_suspend(awaited.data(), 1, &left);
        if (Clock::now() < deadline || ::gai_error(&lookup->request) != EAI_INPROGRESS) continue;
        if (::gai_cancel(&lookup->request) != EAI_CANCELED) abandon(std::move(lookup));
        return EAI_INPROGRESS;
    }
    return ::gai_error(&lookup->request);
}
#endif

// The next step for whoever could not connect.
std::string help_after(int failure, int family) {
    const bool is_file = family == AF_UNIX;
    switch (failure) {
        case ECONNREFUSED: return "nothing listens there: is it running, and is this its address?";
        case EHOSTUNREACH:
        case ENETUNREACH: return "no way leads there from here: is the address right, and this host on its network?";
        case ETIMEDOUT: return "it may be busy, or a firewall drops what is sent there";
        case ENOENT: return "there is no such socket: is it running, and is this its path?";
        case EACCES:
            return is_file ? "may this user write to the socket, and enter its folders?"
                           : "a policy of this host forbids it: SELinux, or a firewall?";
        default: return {};
    }
}

tl::unexpected<Unreached> unreached_by(int failure, int family) {
    return unreached(system_reason(failure), help_after(failure, family));
}

Reached<Addresses> look_up(const std::string& host, std::uint16_t port, Deadline deadline) {
    auto lookup = std::make_unique<Lookup>();
    lookup->host = host;
    lookup->service = std::to_string(port);
    lookup->wanted.ai_socktype = SOCK_STREAM;
    lookup->wanted.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), lookup->service.c_str(), &lookup->wanted, &found) == 0) return Addresses(found);

    lookup->wanted.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV;
    const int failure = run(lookup, deadline);
    const char* const resolver_help = "does this host's resolver answer? /etc/resolv.conf names it";
    if (failure == EAI_INPROGRESS) return unreached("looking up the host took too long", resolver_help);
    if (failure == EAI_NONAME || failure == EAI_NODATA || failure == EAI_ADDRFAMILY)
        return unreached("there is no such host",
                         "is the name right? that of a Compose service is known in its own network alone");
    if (failure != 0)
        return unreached(fmt::format("the host can't be looked up: {}", ::gai_strerror(failure)), resolver_help);
    return Addresses(lookup->request.ar_result);
}

Reached<Descriptor> connect_to(int family, const sockaddr* address, socklen_t size, Deadline deadline) {
    Descriptor socket(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket) return unreached_by(errno, family);
    if (::connect(socket.number(), address, size) == 0) return socket;
    if (errno != EINPROGRESS) return unreached_by(errno, family);
    if (wait_until_ready(socket.number(), POLLOUT, deadline) != Readiness::ready)
        return unreached("no answer in time", help_after(ETIMEDOUT, family));
    int failure = 0;
    socklen_t length = sizeof failure;
    ::getsockopt(socket.number(), SOL_SOCKET, SO_ERROR, &failure, &length);
    if (failure != 0) return unreached_by(failure, family);
    return socket;
}

}  // namespace

StopDescriptor::StopDescriptor(const std::stop_token& stop)
    : event_(::eventfd(0, EFD_CLOEXEC)), callback_(stop, [number = event_.number()] {
          const std::uint64_t one = 1;
          [[maybe_unused]] const ssize_t ignored = ::write(number, &one, sizeof one);
      }) {
    if (!event_) throw std::system_error(errno, std::generic_category(), "waiting for a stop");
}

Readiness wait_until_ready(int descriptor, short events, Deadline deadline, const StopDescriptor* stop) {
    while (true) {
        std::array<pollfd, 2> watched{pollfd{descriptor, events, 0},
                                      pollfd{stop == nullptr ? -1 : stop->number(), POLLIN, 0}};
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
        const auto timeout = static_cast<int>(std::clamp<decltype(left)>(left, 0, INT_MAX));
        const int count = ::poll(watched.data(), watched.size(), timeout);
        if (count < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
        if (count <= 0) {
            if (Clock::now() >= deadline) return Readiness::timed_out;
            continue;
        }
        return watched[1].revents != 0 ? Readiness::stopped : Readiness::ready;
    }
}

Reached<std::vector<std::string>> addresses_of(const std::string& host, Deadline deadline) {
    const auto found = look_up(host, 0, deadline);
    if (!found) return tl::unexpected(found.error());
    std::vector<std::string> addresses;
    for (const addrinfo* entry = found->get(); entry != nullptr; entry = entry->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        if (::getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0)
            continue;
        if (std::ranges::find(addresses, text.data()) == addresses.end()) addresses.emplace_back(text.data());
    }
    if (addresses.empty()) return unreached("the host has no address");
    return addresses;
}

Reached<Descriptor> connect_tcp(const std::string& host, std::uint16_t port, Deadline deadline) {
    const auto addresses = look_up(host, port, deadline);
    if (!addresses) return tl::unexpected(addresses.error());
    Reached<Descriptor> connected = unreached("the host has no address");
    for (const addrinfo* entry = addresses->get(); entry != nullptr; entry = entry->ai_next) {
        connected = connect_to(entry->ai_family, entry->ai_addr, entry->ai_addrlen, deadline);
        if (!connected) continue;
        const int yes = 1;
        ::setsockopt(connected->number(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        break;
    }
    return connected;
}

Reached<Descriptor> connect_unix(const std::filesystem::path& socket, Deadline deadline) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = socket.string();
    if (path.size() >= sizeof address.sun_path) {
        return unreached(
            fmt::format("the path is longer than the {} bytes that a socket's may have", sizeof address.sun_path - 1));
    }
    std::memcpy(static_cast<char*>(address.sun_path), path.data(), path.size());
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): how the socket interface takes its addresses
    return connect_to(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address, deadline);
}

}  // namespace megactl::os
