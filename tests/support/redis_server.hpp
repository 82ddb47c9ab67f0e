#pragma once

#include "tests/support/sandbox.hpp"

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace megactl::tests {

// A real Redis of one test: in a folder of its own, on a unix socket and a free port, gone with this object. What it
// holds survives its end and its next start.
class RedisServer {
public:
    // Started when this returns. `options` are those of its command line: {"--requirepass", "x"}.
    explicit RedisServer(std::vector<std::string> options = {});
    RedisServer(const RedisServer&) = delete;
    RedisServer& operator=(const RedisServer&) = delete;
    ~RedisServer();

    std::string url(unsigned database = 0) const;         // over TCP
    std::string socket_url(unsigned database = 0) const;  // over the unix socket
    std::uint16_t port() const { return port_; }
    const std::filesystem::path& folder() const { return sandbox_.path(); }

    void start();
    void kill();                  // at once, as a crash
    void stop_answering() const;  // alive, and silent
    void answer_again() const;

private:
    bool answers() const;

    Sandbox sandbox_;
    std::vector<std::string> options_;
    std::uint16_t port_;
    pid_t process_ = 0;
};

// A port of this host that nobody listens on.
std::uint16_t free_port();

}  // namespace megactl::tests
