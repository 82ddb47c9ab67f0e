#include "core/os/watchdog.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

namespace megactl::os {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

// Twice as often as sd_watchdog_enabled(3) advises: the last party to show itself may be late.
constexpr int signs_an_interval = 4;

std::optional<std::int64_t> number_of(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<milliseconds> pace_of(std::string_view usec, std::string_view pid) {
    if (!pid.empty() && number_of(pid) != ::getpid()) return std::nullopt;
    const auto interval = number_of(usec);
    if (!interval || *interval <= 0) return std::nullopt;
    return std::max(milliseconds(1),
                    std::chrono::duration_cast<milliseconds>(microseconds(*interval)) / signs_an_interval);
}

}  // namespace

Watchdog::Watchdog(const Supervisor& supervisor, std::string_view usec, std::string_view pid)
    : supervisor_(supervisor), pace_(pace_of(usec, pid)) {}

std::size_t Watchdog::join() {
    const std::lock_guard lock(mutex_);
    has_shown_.push_back(false);
    return has_shown_.size() - 1;
}

void Watchdog::hear(std::size_t party) {
    {
        const std::lock_guard lock(mutex_);
        has_shown_[party] = true;
        if (std::ranges::find(has_shown_, false) != has_shown_.end()) return;
        has_shown_.assign(has_shown_.size(), false);
    }
    supervisor_.tell_alive();
}

void Watchdog::Party::gets_on() {
    if (!watchdog_->pace_) return;
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return;
    next_ = now + *watchdog_->pace_ / 2;
    watchdog_->hear(number_);
}

}  // namespace megactl::os
