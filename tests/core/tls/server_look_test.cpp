#include "core/tls/server_look.hpp"

#include "core/os/file.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace megactl::tls {
namespace {

using namespace std::chrono_literals;

// Plain HTTP at a free port of this machine, for one request.
class PlainServer {
public:
    explicit PlainServer(std::string answer)
        : answer_(std::move(answer)),
          socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
          port_(listen()),
          thread_([this] { serve(); }) {}
    PlainServer(const PlainServer&) = delete;
    PlainServer& operator=(const PlainServer&) = delete;
    ~PlainServer() { end(); }

    std::uint16_t port() const { return port_; }

    // What it was asked; nobody can ask it then.
    std::string request() {
        end();
        return request_;
    }

private:
    void end() {
        ::shutdown(socket_.number(), SHUT_RDWR);  // who waits for a client waits no longer
        if (thread_.joinable()) thread_.join();
    }

    std::uint16_t listen() const {
        sockaddr_in place{};
        place.sin_family = AF_INET;
        place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof place;
        auto* const plain = static_cast<sockaddr*>(static_cast<void*>(&place));
        if (::bind(socket_.number(), plain, size) != 0 || ::listen(socket_.number(), 1) != 0 ||
            ::getsockname(socket_.number(), plain, &size) != 0)
            throw std::runtime_error("no port");
        return ntohs(place.sin_port);
    }

    void serve() {
        const os::Descriptor client(::accept4(socket_.number(), nullptr, nullptr, SOCK_CLOEXEC));
        std::array<char, 4096> room{};
        while (request_.find("\r\n\r\n") == std::string::npos) {
            const ssize_t count = ::recv(client.number(), room.data(), room.size(), 0);
            if (count <= 0) return;
            request_.append(room.data(), static_cast<std::size_t>(count));
        }
        ::send(client.number(), answer_.data(), answer_.size(), MSG_NOSIGNAL);
    }

    std::string answer_;
    os::Descriptor socket_;
    std::uint16_t port_;
    std::string request_;
    std::jthread thread_;
};

}  // namespace

TEST(WalkRedirects, AsksTheServerForThePlacesOfAnyName) {
    PlainServer server("HTTP/1.1 404 Not Found\r\n\r\n");
    const WebPlace begin{.host = "site.example", .port = server.port()};
    const RedirectWalk walk = walk_redirects("127.0.0.1", begin, std::chrono::steady_clock::now() + 30s);
    EXPECT_EQ(walk.status, 404) << walk.problem;
    EXPECT_EQ(walk.places.size(), 1U);
    EXPECT_NE(server.request().find(fmt::format("\r\nHost: site.example:{}\r\n", server.port())), std::string::npos);
}

}  // namespace megactl::tls
