#include "core/worker/turns.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace megactl::worker {
namespace {

using namespace std::chrono_literals;

constexpr celery::Time noon{12h};

TEST(Turns, FollowOneAnotherAtTheirPace) {
    const Handler paced{.run = {}, .pace = 6s};
    Turns turns;
    EXPECT_EQ(turns.take(paced, noon), noon);
    EXPECT_EQ(turns.take(paced, noon), noon + 6s);
    EXPECT_EQ(turns.take(paced, noon + 1s), noon + 12s);
}

TEST(Turns, AreNotSavedUp) {
    const Handler paced{.run = {}, .pace = 6s};
    Turns turns;
    turns.take(paced, noon);
    EXPECT_EQ(turns.take(paced, noon + 1h), noon + 1h);
    EXPECT_EQ(turns.take(paced, noon + 1h), noon + 1h + 6s);
}

TEST(Turns, AreEachHandlersOwn) {
    const Handler paced{.run = {}, .pace = 6s};
    const Handler other{.run = {}, .pace = 1s};
    const Handler free{.run = {}};
    Turns turns;
    turns.take(paced, noon);
    EXPECT_EQ(turns.take(other, noon), noon);
    EXPECT_EQ(turns.take(other, noon), noon + 1s);
    EXPECT_EQ(turns.take(free, noon), noon);
    EXPECT_EQ(turns.take(free, noon), noon);
}

TEST(Turns, FollowThePaceThatWasToldLast) {
    const Handler paced{.run = {}, .pace = 6s};
    Turns turns;
    turns.take(paced, noon);
    turns.set_pace(paced, 1s);
    EXPECT_EQ(turns.pace(paced), Turns::Pace(1s));
    EXPECT_EQ(turns.take(paced, noon), noon);
    EXPECT_EQ(turns.take(paced, noon), noon + 1s);
    turns.set_pace(paced, std::nullopt);
    EXPECT_EQ(turns.take(paced, noon), noon);
    EXPECT_EQ(turns.take(paced, noon), noon);
}

}  // namespace
}  // namespace megactl::worker
