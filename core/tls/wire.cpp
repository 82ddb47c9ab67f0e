#include "core/tls/wire.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/os/connect.hpp"

#include <fmt/format.h>

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace megactl::tls {

namespace {

constexpr std::size_t reply_limit = 64 << 10;

bool is_try_again(int error_number) {
    return error_number == EAGAIN || error_number == EINTR;
}

// The last line of a reply has a blank behind its number, the ones before a dash.
bool is_whole(std::string_view reply) {
    if (!reply.ends_with('\n')) return false;
    const std::size_t before = reply.substr(0, reply.size() - 1).rfind('\n');
    const std::string_view last = reply.substr(before == std::string_view::npos ? 0 : before + 1);
    return last.size() < 4 || last[3] != '-';
}

constexpr std::string_view other_port = "is this a port that offers STARTTLS, 587 or 25? at 465 TLS begins at once";

// The reply. `refusal` is what one of another status means.
os::Reached<std::string> expect_reply(Wire& wire, std::string_view status,
                                      std::string_view refusal = "the mail server") {
    std::string reply;
    while (!is_whole(reply)) {
        auto more = wire.receive();
        if (!more) return tl::unexpected(std::move(more.error()));
        if (more->empty()) return os::unreached("the mail server has hung up");
        reply += *more;
        if (reply.size() > reply_limit) return os::unreached("it does not speak SMTP: its reply has no end");
    }
    if (reply.starts_with(status)) return reply;
    const std::string_view first = trim(std::string_view(reply).substr(0, reply.find('\n')));
    return os::unreached(fmt::format("{} answers `{}`", refusal, escape_controls(first.substr(0, 100))),
                         std::string(other_port));
}

// Is it a line of what the server says that it can? `250-STARTTLS`
bool offers_tls(std::string_view reply) {
    const auto lines = split(reply, '\n');
    return std::ranges::any_of(
        lines, [](std::string_view line) { return line.size() > 4 && lower(trim(line.substr(4))) == "starttls"; });
}

}  // namespace

os::Reached<Wire> Wire::open(const std::string& host, std::uint16_t port, os::Deadline deadline) {
    auto socket = os::connect_tcp(host, port, deadline);
    if (!socket) return tl::unexpected(std::move(socket.error()));
    return Wire(*std::move(socket), deadline);
}

os::Reached<bool> Wire::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
        } else if (!is_try_again(errno)) {
            return os::unreached(system_reason(errno));
        } else if (os::wait_until_ready(socket_.number(), POLLOUT, deadline_) != os::Readiness::ready) {
            return os::unreached("it takes nothing in time");
        }
    }
    return true;
}

os::Reached<std::string> Wire::receive() {
    std::array<char, 16384> room{};
    while (true) {
        // Asked first: who sends without end is over at the deadline as well.
        if (os::wait_until_ready(socket_.number(), POLLIN, deadline_) != os::Readiness::ready ||
            std::chrono::steady_clock::now() >= deadline_) {
            return os::unreached("no answer in time",
                                 "it takes connections and says nothing: is this the port that is meant? `--timeout D` "
                                 "waits longer");
        }
        const ssize_t count = ::recv(socket_.number(), room.data(), room.size(), 0);
        if (count >= 0) return std::string(room.data(), static_cast<std::size_t>(count));
        if (!is_try_again(errno)) return os::unreached(system_reason(errno));
    }
}

os::Reached<bool> start_tls_by_smtp(Wire& wire) {
    if (auto greeting = expect_reply(wire, "220"); !greeting) return tl::unexpected(std::move(greeting.error()));
    if (auto sent = wire.send("EHLO megactl\r\n"); !sent) return sent;
    const auto offers = expect_reply(wire, "250");
    if (!offers) return tl::unexpected(offers.error());
    // Clients go by what is offered, whatever the server would take, and else send in the clear.
    if (!offers_tls(*offers)) return os::unreached("the mail server does not offer STARTTLS", std::string(other_port));
    if (auto sent = wire.send("STARTTLS\r\n"); !sent) return sent;
    if (auto taken = expect_reply(wire, "220", "the mail server offers STARTTLS, and"); !taken)
        return tl::unexpected(std::move(taken.error()));
    return true;
}

}  // namespace megactl::tls
