#include "core/staticfiles/run_lock.hpp"

#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/log/log.hpp"
#include "core/os/deadline.hpp"
#include "core/os/file.hpp"
#include "core/os/host.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace megactl::staticfiles {
namespace {

// Holds `PID SINCE HOST`; only for people, so a missing or odd one does no harm.
constexpr const char* note_name = ".megactl-lock";

struct Holder {
    std::string process;
    std::string since;
    std::string host;
};

bool is_plain(std::string_view word) {
    return !word.empty() && std::ranges::all_of(word, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
               c == ':' || c == '_';
    });
}

std::optional<Holder> read_note(int folder) {
    const os::Descriptor note(::openat(folder, note_name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!note) return std::nullopt;
    std::array<char, 256> buffer{};
    const ssize_t length = ::read(note.number(), buffer.data(), buffer.size());
    if (length <= 0) return std::nullopt;
    const std::string_view text(buffer.data(), static_cast<std::size_t>(length));
    const std::vector<std::string_view> words = split(text, ' ');
    if (words.size() != 3 || !std::ranges::all_of(words, is_plain)) return std::nullopt;
    return Holder{std::string(words[0]), std::string(words[1]), std::string(words[2])};
}

void tell(const std::string& name, const std::optional<Holder>& holder) {
    constexpr std::string_view what = "another run writes into the root; waiting for its end";
    if (!holder) {
        log::event(log::Level::warning, "static", what, {{"root", name}});
    } else if (holder->host == os::host_name()) {
        log::event(log::Level::warning, "static", what,
                   {{"root", name}, {"pid", holder->process}, {"since", holder->since}});
    } else {
        log::event(log::Level::warning, "static", what,
                   {{"root", name}, {"pid", holder->process}, {"host", holder->host}, {"since", holder->since}});
    }
}

}  // namespace

RunLock::RunLock(int folder, const std::string& name, const std::stop_token& stop) : folder_(folder) {
    wait(name, stop);
    if (is_held_) write_note();
}

RunLock::~RunLock() {
    if (!is_held_) return;
    ::unlinkat(folder_, note_name, 0);
    ::flock(folder_, LOCK_UN);
}

void RunLock::wait(const std::string& name, const std::stop_token& stop) {
    constexpr int looks_before_telling = 2;  // the holder may be about to write its note
    for (int looks = 1; !stop.stop_requested(); ++looks) {
        is_held_ = ::flock(folder_, LOCK_EX | LOCK_NB) == 0;
        if (is_held_ || (errno != EWOULDBLOCK && errno != EINTR)) return;
        if (looks == looks_before_telling) tell(name, read_note(folder_));
        os::wait_until(std::chrono::steady_clock::now() + std::chrono::milliseconds(50), stop);
    }
}

void RunLock::write_note() const {
    ::unlinkat(folder_, note_name, 0);  // of a killed run
    const os::Descriptor note(::openat(folder_, note_name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (!note) return;
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const std::string text = fmt::format("{} {} {}", ::getpid(), format_time(now), os::host_name());
    [[maybe_unused]] const ssize_t ignored = ::write(note.number(), text.data(), text.size());
}

}  // namespace megactl::staticfiles
