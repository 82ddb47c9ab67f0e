#include "tests/support/redis_server.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <random>
#include <stdexcept>
#include <string_view>
#include <system_error>

namespace megactl::tests {
namespace {

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

// Closed with its end.
struct Socket {
    explicit Socket(int family) : number(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        if (number < 0) fail("socket");
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() { ::close(number); }

    int number;
};

template <class Address>
sockaddr* as_address(Address& address) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): how the socket interface takes its addresses
    return reinterpret_cast<sockaddr*>(&address);
}

}  // namespace

// Below those that the kernel gives to whoever asks for any: none is taken by a connection before its server binds it.
std::uint16_t free_port() {
    std::random_device random;
    std::uniform_int_distribution<std::uint16_t> draw(10'000, 32'000);
    for (;;) {
        const Socket socket(AF_INET);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(draw(random));
        if (::bind(socket.number, as_address(address), sizeof address) == 0) return ntohs(address.sin_port);
        if (errno != EADDRINUSE) fail("bind");
    }
}

RedisServer::RedisServer(std::vector<std::string> options) : options_(std::move(options)), port_(free_port()) {
    start();
}

RedisServer::~RedisServer() {
    kill();
}

std::string RedisServer::url(unsigned database) const {
    return "redis://127.0.0.1:" + std::to_string(port_) + "/" + std::to_string(database);
}

std::string RedisServer::socket_url(unsigned database) const {
    return "redis+socket://" + (folder() / "redis.sock").string() + "?virtual_host=" + std::to_string(database);
}

void RedisServer::start() {
    std::vector<std::string> words{"redis-server", "--bind", "127.0.0.1", "--port", std::to_string(port_)};
    for (const char* const word : {"--unixsocket", "redis.sock", "--save", "", "--appendonly", "yes", "--appendfsync",
                                   "always", "--logfile", "redis.log", "--daemonize", "no"})
        words.emplace_back(word);
    words.insert(words.end(), options_.begin(), options_.end());
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const std::string where = folder().string();
    const pid_t parent = ::getpid();
    process_ = ::fork();
    if (process_ < 0) fail("fork");
    if (process_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() == parent && ::chdir(where.c_str()) == 0) ::execv("/usr/bin/redis-server", arguments.data());
        ::_exit(127);
    }
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!answers()) {
        int status = 0;
        const bool has_ended = ::waitpid(process_, &status, WNOHANG) == process_;
        if (has_ended) process_ = 0;
        if (has_ended || std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("redis-server did not start: " + sandbox_.read("redis.log"));
        ::poll(nullptr, 0, 5);
    }
}

void RedisServer::kill() {
    if (process_ == 0) return;
    ::kill(process_, SIGKILL);
    while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
    process_ = 0;
}

void RedisServer::stop_answering() const {
    ::kill(process_, SIGSTOP);
}

void RedisServer::answer_again() const {
    ::kill(process_, SIGCONT);
}

// A PING is answered, be it by a demand for a password; not while it still reads its data.
bool RedisServer::answers() const {
    const Socket socket(AF_UNIX);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = (folder() / "redis.sock").string();
    std::memcpy(static_cast<char*>(address.sun_path), path.data(), path.size());
    if (::connect(socket.number, as_address(address), sizeof address) != 0) return false;
    constexpr std::string_view question = "PING\r\n";
    std::array<char, 64> answer{};
    if (::send(socket.number, question.data(), question.size(), MSG_NOSIGNAL) < 0) return false;
    const ssize_t count = ::recv(socket.number, answer.data(), answer.size(), 0);
    const std::string_view text(answer.data(), count < 0 ? 0 : static_cast<std::size_t>(count));
    return text.starts_with("+PONG") || text.starts_with("-NOAUTH");
}

}  // namespace megactl::tests
