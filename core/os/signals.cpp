#include "core/os/signals.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

namespace megactl::os {

StopSignals::StopSignals(Hangup hangup) : wake_(::eventfd(0, EFD_CLOEXEC)) {
    sigset_t awaited{};
    ::sigemptyset(&awaited);
    ::sigaddset(&awaited, SIGINT);
    ::sigaddset(&awaited, SIGTERM);
    if (hangup == Hangup::calls) ::sigaddset(&awaited, SIGHUP);
    signals_ = Descriptor(::signalfd(-1, &awaited, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!signals_ || !wake_) throw std::system_error(errno, std::generic_category(), "waiting for signals");
    ::pthread_sigmask(SIG_BLOCK, &awaited, &former_mask_);
    waiter_ = std::jthread([this](const std::stop_token& end) { wait(end); });
}

StopSignals::~StopSignals() {
    waiter_.request_stop();
    waiter_.join();
    ::pthread_sigmask(SIG_SETMASK, &former_mask_, nullptr);
}

void StopSignals::wait(const std::stop_token& end) {
    const std::stop_callback waker(end, [this] {
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t ignored = ::write(wake_.number(), &one, sizeof one);
    });
    while (!end.stop_requested()) {
        std::array<pollfd, 2> watched{pollfd{signals_.number(), POLLIN, 0}, pollfd{wake_.number(), POLLIN, 0}};
        if (::poll(watched.data(), watched.size(), -1) < 0) continue;
        signalfd_siginfo signal{};
        while (::read(signals_.number(), &signal, sizeof signal) == sizeof signal) {
            const int number = static_cast<int>(signal.ssi_signo);
            if (number == SIGHUP) {
                hang_up();
                continue;
            }
            int none = 0;
            if (!received_.compare_exchange_strong(none, number)) ::_exit(128 + number);
            stop_.request_stop();
        }
    }
}

void StopSignals::hang_up() {
    const std::lock_guard lock(mutex_);
    if (on_hangup_) on_hangup_();
}

HangupCallback::HangupCallback(StopSignals& signals, std::function<void()> work) : signals_(signals) {
    const std::lock_guard lock(signals_.mutex_);
    signals_.on_hangup_ = std::move(work);
}

HangupCallback::~HangupCallback() {
    const std::lock_guard lock(signals_.mutex_);
    signals_.on_hangup_ = nullptr;
}

}  // namespace megactl::os
