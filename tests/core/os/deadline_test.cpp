#include "core/os/deadline.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace megactl::os {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

TEST(WaitUntil, EndsAtTheDeadline) {
    const Deadline deadline = Clock::now() + 20ms;
    EXPECT_TRUE(wait_until(deadline, std::stop_token()));
    EXPECT_GE(Clock::now(), deadline);
}

TEST(WaitUntil, EndsWhereAStopIsAskedFor) {
    const Deadline deadline = Clock::now() + 1h;
    std::stop_source stop;
    const std::jthread other([&] { stop.request_stop(); });
    EXPECT_FALSE(wait_until(deadline, stop.get_token()));
    EXPECT_LT(Clock::now(), deadline);
}

TEST(WaitUntil, DoesNotWaitWhereAStopWasAskedFor) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_FALSE(wait_until(Clock::now() + 1h, stop.get_token()));
}

}  // namespace
}  // namespace megactl::os
