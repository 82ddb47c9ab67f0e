#pragma once

#include "core/os/file.hpp"

#include <atomic>
#include <csignal>
#include <stop_token>
#include <thread>

namespace megactl::os {

// While it lives, Ctrl-C and SIGTERM ask for a stop instead of ending the process; the second one ends it at once, with
// 128+N. Made before other threads, which inherit that the signals are blocked; one at a time.
class StopSignals {
public:
    StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;
    // What comes from now on acts as before.
    ~StopSignals();

    std::stop_token token() const { return stop_.get_token(); }
    // The signal that asked for the stop; 0 while there was none.
    int received() const { return received_.load(); }

private:
    void wait(const std::stop_token& end);

    sigset_t former_mask_{};
    Descriptor signals_;
    Descriptor wake_;
    std::stop_source stop_;
    std::atomic<int> received_ = 0;
    std::jthread waiter_;  // last: it uses the others
};

}  // namespace megactl::os
