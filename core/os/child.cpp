#include "core/os/child.hpp"

#include "core/base/error.hpp"
#include "core/os/file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace megactl::os {
namespace {

using Instant = std::chrono::steady_clock::time_point;

std::system_error failure(const char* what) {
    return {errno, std::generic_category(), what};
}

struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw failure("pipe");
        reading = Descriptor(ends[0]);
        writing = Descriptor(ends[1]);
    }
    Descriptor reading;
    Descriptor writing;
};

// Input as a file without a name: nobody has to feed it while the child runs.
Descriptor file_with(std::string_view input) {
    Descriptor file(::memfd_create("input", MFD_CLOEXEC));
    if (!file) throw failure("memfd_create");
    while (!input.empty()) {
        const ssize_t count = ::write(file.number(), input.data(), input.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw failure("input of a child");
        input.remove_prefix(static_cast<std::size_t>(count));
    }
    ::lseek(file.number(), 0, SEEK_SET);
    return file;
}

// What the child does before it becomes the command: only calls that are safe between fork and exec.
[[noreturn]] void become_child(char* const* words, pid_t parent, std::array<int, 3> streams, int trouble) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);  // it was gone before that could tell
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    ::sigaction(SIGPIPE, &action, nullptr);
    sigset_t none{};
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (int stream = 0; stream < 3; ++stream)
        ::dup2(streams[static_cast<std::size_t>(stream)], stream);
    ::execvp(words[0], words);
    const int reason = errno;
    [[maybe_unused]] const ssize_t ignored = ::write(trouble, &reason, sizeof reason);
    ::_exit(127);
}

// The words of a command as exec wants them, for as long as it lives.
class Words {
public:
    explicit Words(const std::vector<std::string>& command) : texts_(command) {
        for (std::string& text : texts_)
            pointers_.push_back(text.data());
        pointers_.push_back(nullptr);
    }
    char* const* data() const { return pointers_.data(); }

private:
    std::vector<std::string> texts_;
    std::vector<char*> pointers_;
};

// A child that runs.
class Child {
public:
    Child(pid_t id, Pipe output, Pipe errors, const ChildLimits& limits)
        : id_(id),
          process_(static_cast<int>(::syscall(SYS_pidfd_open, id, 0))),
          output_(std::move(output.reading)),
          errors_(std::move(errors.reading)),
          limits_(limits) {
        ::fcntl(output_.number(), F_SETFL, O_NONBLOCK);
        ::fcntl(errors_.number(), F_SETFL, O_NONBLOCK);
        const Instant begin = std::chrono::steady_clock::now();
        if (limits.soft) ask_at_ = begin + *limits.soft;
        if (limits.hard) end_at_ = begin + *limits.hard;
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (is_over_) return;
        ::kill(-id_, SIGKILL);
        ::waitpid(id_, nullptr, 0);
    }

    ChildEnd wait() {
        if (!process_) throw failure("pidfd_open");
        while (!has_ended()) {
            take_output();
            take_errors();
        }
        int status = 0;
        while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
        }
        is_over_ = true;
        take_output();
        take_errors();
        if (WIFEXITED(status)) end_.status = WEXITSTATUS(status);
        if (WIFSIGNALED(status)) end_.signal = WTERMSIG(status);
        return std::move(end_);
    }

private:
    // Until something was said, a limit was reached, or it is over: then true.
    bool has_ended() {
        const auto now = std::chrono::steady_clock::now();
        if (now >= end_at_) {
            end_at_ = Instant::max();
            end_.was_ended = true;
            ::kill(-id_, SIGKILL);
        } else if (now >= ask_at_) {
            ask_at_ = Instant::max();
            end_.was_asked = true;
            ::kill(-id_, SIGTERM);
        }
        std::array<pollfd, 3> watched{pollfd{process_.number(), POLLIN, 0}, pollfd{output_.number(), POLLIN, 0},
                                      pollfd{errors_.number(), POLLIN, 0}};
        const Instant next = std::min(ask_at_, end_at_);
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(std::min(next - now, Instant::duration(longest)));
        ::poll(watched.data(), watched.size(), static_cast<int>(left.count()));
        return (watched[0].revents & POLLIN) != 0;
    }

    void take_output() {
        take(output_, [this](std::string_view said) {
            const std::size_t room = limits_.output - end_.output.size();
            end_.output += said.substr(0, room);
            end_.is_output_cut = end_.is_output_cut || said.size() > room;
        });
    }
    void take_errors() {
        take(errors_, [this](std::string_view said) {
            end_.errors += said;
            if (end_.errors.size() > limits_.errors) end_.errors.erase(0, end_.errors.size() - limits_.errors);
        });
    }

    // What is there now, up to a megabyte: a child that never stops talking has its limits all the same.
    template <class Keep>
    static void take(Descriptor& stream, const Keep& keep) {
        std::array<char, 16U << 10U> bytes{};
        for (int round = 0; round < 64 && stream; ++round) {
            const ssize_t count = ::read(stream.number(), bytes.data(), bytes.size());
            if (count > 0) {
                keep(std::string_view(bytes.data(), static_cast<std::size_t>(count)));
            } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
                stream = Descriptor();  // poll() leaves it out from now on
            } else if (errno == EAGAIN) {
                return;
            }
        }
    }

    static constexpr std::chrono::hours longest{1};  // between two looks at the clock

    pid_t id_;
    Descriptor process_;
    Descriptor output_;
    Descriptor errors_;
    ChildLimits limits_;
    Instant ask_at_ = Instant::max();
    Instant end_at_ = Instant::max();
    bool is_over_ = false;
    ChildEnd end_;
};

}  // namespace

Result<ChildEnd> run_child(const std::vector<std::string>& command, std::string_view input, const ChildLimits& limits) {
    const Words words(command);
    const Descriptor file = file_with(input);
    Pipe output;
    Pipe errors;
    Pipe trouble;
    const pid_t parent = ::getpid();
    const pid_t id = ::fork();
    if (id < 0) return problem(system_reason(errno));
    if (id == 0) {
        become_child(words.data(), parent, {file.number(), output.writing.number(), errors.writing.number()},
                     trouble.writing.number());
    }
    ::setpgid(id, id);  // as the child does itself: whoever comes first
    for (Pipe* pipe : {&output, &errors, &trouble})
        pipe->writing = Descriptor();
    Child child(id, std::move(output), std::move(errors), limits);
    int reason = 0;
    if (::read(trouble.reading.number(), &reason, sizeof reason) == sizeof reason)
        return problem(system_reason(reason));
    return child.wait();
}

}  // namespace megactl::os
