#pragma once

#include "core/os/file.hpp"

#include <atomic>
#include <csignal>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace megactl::os {

// While it lives, Ctrl-C and SIGTERM ask for a stop instead of ending the process; the second one ends it at once, with
// 128+N. Made before other threads, which inherit that the signals are blocked; one at a time.
class StopSignals {
public:
    // What SIGHUP does: it ends the process, or only what a HangupCallback says.
    enum class Hangup { ends, calls };

    explicit StopSignals(Hangup hangup = Hangup::ends);
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;
    // What comes from now on acts as before.
    ~StopSignals();

    std::stop_token token() const { return stop_.get_token(); }
    // The signal that asked for the stop; 0 while there was none.
    int received() const { return received_.load(); }

private:
    friend class HangupCallback;
    void wait(const std::stop_token& end);
    void hang_up();

    sigset_t former_mask_{};
    Descriptor signals_;
    Descriptor wake_;
    std::stop_source stop_;
    std::atomic<int> received_ = 0;
    std::mutex mutex_;
    std::function<void()> on_hangup_;  // guarded
    std::jthread waiter_;              // last: it uses the others
};

// While it lives, SIGHUP makes `work` happen, on the thread that waits for signals: it must be quick, and not throw.
// Its end waits for one that has begun. One at a time, of signals that are Hangup::calls.
class HangupCallback {
public:
    HangupCallback(StopSignals& signals, std::function<void()> work);
    HangupCallback(const HangupCallback&) = delete;
    HangupCallback& operator=(const HangupCallback&) = delete;
    ~HangupCallback();

private:
    StopSignals& signals_;
};

}  // namespace megactl::os
