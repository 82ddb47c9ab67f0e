#include "core/os/signals.hpp"

#include "core/os/deadline.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <semaphore>

namespace megactl::os {
namespace {

// Until the stop is asked for, or a generous deadline is over.
bool is_stopped_in_time(const std::stop_token& token) {
    return !wait_until(std::chrono::steady_clock::now() + std::chrono::seconds(30), token);
}

TEST(StopSignals, TurnASignalIntoAStop) {
    for (const int number : {SIGINT, SIGTERM}) {
        const StopSignals signals;
        EXPECT_FALSE(signals.token().stop_requested());
        EXPECT_EQ(signals.received(), 0);
        ASSERT_EQ(::kill(::getpid(), number), 0);
        EXPECT_TRUE(is_stopped_in_time(signals.token()));
        EXPECT_EQ(signals.received(), number);
    }
}

TEST(StopSignals, RestoreTheMaskOfBefore) {
    sigset_t before{};
    sigset_t after{};
    ::pthread_sigmask(SIG_SETMASK, nullptr, &before);
    { const StopSignals signals; }
    ::pthread_sigmask(SIG_SETMASK, nullptr, &after);
    EXPECT_EQ(::sigismember(&before, SIGTERM), ::sigismember(&after, SIGTERM));
    EXPECT_EQ(::sigismember(&after, SIGTERM), 0);
}

TEST(HangupCallback, IsCalledForEachHangup) {
    StopSignals signals(StopSignals::Hangup::calls);
    std::binary_semaphore called(0);
    const HangupCallback callback(signals, [&] { called.release(); });
    for (int i = 0; i < 2; ++i) {
        ASSERT_EQ(::kill(::getpid(), SIGHUP), 0);
        EXPECT_TRUE(called.try_acquire_for(std::chrono::seconds(30)));
    }
    EXPECT_FALSE(signals.token().stop_requested());
}

TEST(HangupCallback, LeavesAHangupWithoutOneBe) {
    StopSignals signals(StopSignals::Hangup::calls);
    {
        const HangupCallback callback(signals, [] { ADD_FAILURE() << "it has ended"; });
    }
    ASSERT_EQ(::kill(::getpid(), SIGHUP), 0);
    ASSERT_EQ(::kill(::getpid(), SIGTERM), 0);
    EXPECT_TRUE(is_stopped_in_time(signals.token()));
}

void receive_two_signals() {
    const StopSignals signals;
    ::kill(::getpid(), SIGINT);
    is_stopped_in_time(signals.token());
    ::kill(::getpid(), SIGTERM);
    ::pause();
}

TEST(StopSignalsDeathTest, LeaveAtTheSecond) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(receive_two_signals(), testing::ExitedWithCode(128 + SIGTERM), "");
}

}  // namespace
}  // namespace megactl::os
