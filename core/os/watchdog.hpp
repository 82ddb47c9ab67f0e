#pragma once

#include "core/os/supervisor.hpp"

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

namespace megactl::os {

// Tells the supervisor that this service gets on, while each of its parties does. One that hangs makes it fall silent,
// and the supervisor starts the service anew (sd_watchdog_enabled(3)).
class Watchdog {
public:
    // `usec` and `pid`: what WATCHDOG_USEC and WATCHDOG_PID say. Where they are empty, no numbers or meant for another
    // process, nobody watches. The supervisor outlives it.
    Watchdog(const Supervisor& supervisor, std::string_view usec, std::string_view pid);

    // How often each party should show itself, at the latest; the supervisor's patience is four times that. Nothing
    // where nobody watches.
    std::optional<std::chrono::milliseconds> pace() const { return pace_; }

    // A thread without which the service is none. Only that thread uses it; the watchdog outlives it. It is missed once
    // it is gone: whoever ends it ends the service.
    class Party {
    public:
        explicit Party(Watchdog& watchdog) : watchdog_(&watchdog), number_(watchdog.join()) {}

        // To be called in every round; costs no more than a look at the clock, and nothing where nobody watches.
        void gets_on();

    private:
        Watchdog* watchdog_;
        std::size_t number_;
        std::chrono::steady_clock::time_point next_;
    };

private:
    std::size_t join();
    void hear(std::size_t party);

    const Supervisor& supervisor_;
    std::optional<std::chrono::milliseconds> pace_;
    std::mutex mutex_;             // guards what follows
    std::vector<bool> has_shown_;  // by party, since the supervisor was told
};

}  // namespace megactl::os
