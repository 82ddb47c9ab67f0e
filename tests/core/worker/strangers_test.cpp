#include "core/worker/strangers.hpp"

#include "tests/core/worker/fake_places.hpp"
#include "tests/core/worker/messages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace megactl::worker {
namespace {

using std::chrono::seconds;

constexpr Strangers::Instant now{seconds(1000)};

TEST(Strangers, PauseAQueueThatShowsNothingElseLongerEachTime) {
    Strangers strangers;
    EXPECT_FALSE(strangers.is_paused("q", now));
    Strangers::Instant at = now;
    for (const int pause : {1, 2, 4, 8, 16, 30, 30}) {
        strangers.saw("q", {.asked = 4, .known = 0, .unknown = 2}, at);
        EXPECT_TRUE(strangers.is_paused("q", at + seconds(pause) - seconds(1)));
        EXPECT_FALSE(strangers.is_paused("q", at + seconds(pause)));
        at += seconds(pause);
    }
    EXPECT_FALSE(strangers.is_paused("another", now));
}

TEST(Strangers, LookFartherAtOnceWhereThereMayBeMoreBehindThem) {
    Strangers strangers;
    strangers.saw("q", {.asked = 4, .known = 0, .unknown = 4}, now);
    EXPECT_FALSE(strangers.is_paused("q", now));
    EXPECT_EQ(strangers.ahead("q"), 8U);
    strangers.saw("q", {.asked = 1200, .known = 0, .unknown = 1200}, now);
    EXPECT_TRUE(strangers.is_paused("q", now));
    EXPECT_EQ(strangers.ahead("q"), 1000U);
}

TEST(Strangers, AreLookedPastWhereSomethingKnownIsBehind) {
    Strangers strangers;
    strangers.saw("q", {.asked = 8, .known = 2, .unknown = 6}, now);
    EXPECT_FALSE(strangers.is_paused("q", now));
    EXPECT_EQ(strangers.ahead("q"), 6U);
    strangers.saw("q", {.asked = 8, .known = 8, .unknown = 0}, now);
    EXPECT_EQ(strangers.ahead("q"), 0U);
}

TEST(UnknownShares, CountWhatNobodyHereKnows) {
    tests::FakePlaces places;
    TaskRegistry registry;
    registry.add("good", {});
    for (const char* task : {"b", "good", "a", "b"})
        places.put("mixed", tests::payload(task, "id"));
    places.put("ours", tests::payload("good", "id"));
    places.put("odd", "no JSON");
    const std::vector<std::string> queues{"mixed", "ours", "odd", "empty"};
    const auto shares = unknown_shares(*places.broker().open(), queues, registry);
    ASSERT_EQ(shares.size(), 1U);
    EXPECT_EQ(shares[0].queue, "mixed");
    EXPECT_EQ(shares[0].looked_at, 4U);
    EXPECT_EQ(shares[0].unknown, 3U);
    EXPECT_THAT(shares[0].tasks, testing::ElementsAre("a", "b"));
}

}  // namespace
}  // namespace megactl::worker
