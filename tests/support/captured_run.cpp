#include "tests/support/captured_run.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace megactl::tests {

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() { close(); }

    int number() const { return number_; }
    void close() {
        if (number_ >= 0) ::close(number_);
        number_ = -1;
    }

private:
    int number_;
};

// What a child needs, laid out before the fork: after it only system calls are safe.
struct Launch {
    explicit Launch(const std::string& command, const RunSettings& settings)
        : words{"bash", "--noprofile", "--norc", "-c", command},
          variables(settings.environment),
          folder(settings.folder.string()) {
        for (std::string& word : words)
            arguments.push_back(word.data());
        for (std::string& variable : variables)
            environment.push_back(variable.data());
        arguments.push_back(nullptr);
        environment.push_back(nullptr);
    }

    [[noreturn]] void become() {
        ::umask(022);
        if (::chdir(folder.c_str()) == 0) ::execve("/bin/bash", arguments.data(), environment.data());
        ::_exit(127);
    }

    std::vector<std::string> words;
    std::vector<std::string> variables;
    std::string folder;
    std::vector<char*> arguments;
    std::vector<char*> environment;
};

struct Child {
    pid_t id;
    Descriptor output;
};

Child start_with_pipe(Launch& launch) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe");
    Descriptor reading(ends[0]);
    const Descriptor writing(ends[1]);
    const pid_t id = ::fork();
    if (id < 0) fail("fork");
    if (id == 0) {
        ::setsid();
        const int nothing = ::open("/dev/null", O_RDONLY);
        ::dup2(nothing, STDIN_FILENO);
        ::dup2(ends[1], STDOUT_FILENO);
        ::dup2(ends[1], STDERR_FILENO);
        launch.become();
    }
    return {id, std::move(reading)};
}

Child start_in_terminal(Launch& launch, unsigned short columns) {
    // As a terminal is, but that lines end as they were written and nothing is echoed.
    termios manners{};
    manners.c_iflag = ICRNL;
    manners.c_lflag = ICANON | ISIG;
    manners.c_cflag = CS8 | CREAD;
    manners.c_cc[VEOF] = 4;
    manners.c_cc[VINTR] = 3;
    ::cfsetspeed(&manners, B38400);
    const winsize size{.ws_row = 40, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    int terminal = -1;
    const pid_t id = ::forkpty(&terminal, nullptr, &manners, &size);
    if (id < 0) fail("forkpty");
    if (id == 0) launch.become();
    const char end_of_input = 4;
    if (::write(terminal, &end_of_input, 1) != 1) fail("write");
    return {id, Descriptor(terminal)};
}

int wait_for(pid_t id) {
    int status = 0;
    while (::waitpid(id, &status, 0) < 0) {
        if (errno != EINTR) fail("waitpid");
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int milliseconds_until(Clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    return static_cast<int>(std::max<decltype(left)>(left, 0));
}

// Reads what is there; false at the end. A terminal that nobody holds any more ends in EIO.
bool read_some(int descriptor, std::string& output) {
    std::array<char, 4096> buffer{};
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) return true;
    if (count <= 0) return false;
    output.append(buffer.data(), static_cast<std::size_t>(count));
    return true;
}

}  // namespace

CapturedRun run_captured(const std::string& command, const RunSettings& settings) {
    Launch launch(command, settings);
    const Child child = settings.columns ? start_in_terminal(launch, *settings.columns) : start_with_pipe(launch);
    const Descriptor watch(static_cast<int>(::syscall(SYS_pidfd_open, child.id, 0)));
    if (watch.number() < 0) fail("pidfd_open");

    // Once bash is gone, what it started in the background has a second to say the rest.
    constexpr auto grace = std::chrono::seconds(1);
    Clock::time_point deadline = Clock::now() + settings.time_limit;
    bool is_gone = false;
    CapturedRun run;
    for (bool is_open = true; is_open;) {
        std::array<pollfd, 2> wanted{{{child.output.number(), POLLIN, 0}, {is_gone ? -1 : watch.number(), POLLIN, 0}}};
        const int ready = ::poll(wanted.data(), wanted.size(), milliseconds_until(deadline));
        if (ready < 0 && errno != EINTR) fail("poll");
        if (ready == 0) break;
        if (wanted[0].revents != 0) is_open = read_some(child.output.number(), run.output);
        if (wanted[1].revents != 0) {
            is_gone = true;
            deadline = Clock::now() + grace;
        }
    }
    if (!is_gone) {  // closed its output, or hangs
        pollfd wanted{watch.number(), POLLIN, 0};
        run.hung = ::poll(&wanted, 1, milliseconds_until(deadline)) <= 0;
    }
    ::kill(-child.id, SIGKILL);
    run.status = wait_for(child.id);
    return run;
}

}  // namespace megactl::tests
