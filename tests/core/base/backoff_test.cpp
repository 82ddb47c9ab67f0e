#include "core/base/backoff.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace megactl {
namespace {

using std::chrono::milliseconds;

std::uint64_t the_least(std::uint64_t /*limit*/) {
    return 0;
}
std::uint64_t the_most(std::uint64_t most) {
    return most;
}

TEST(BackoffCeiling, DoublesUpToTheLongest) {
    const milliseconds first(1000);
    const milliseconds longest(5000);
    EXPECT_EQ(backoff_ceiling(first, longest, 0), milliseconds(1000));
    EXPECT_EQ(backoff_ceiling(first, longest, 1), milliseconds(2000));
    EXPECT_EQ(backoff_ceiling(first, longest, 2), milliseconds(4000));
    EXPECT_EQ(backoff_ceiling(first, longest, 3), milliseconds(5000));
    EXPECT_EQ(backoff_ceiling(first, longest, std::numeric_limits<std::int64_t>::max()), milliseconds(5000));
}

TEST(BackoffCeiling, IsTheLongestWhereTheFirstIsLonger) {
    EXPECT_EQ(backoff_ceiling(milliseconds(10), milliseconds(5), 0), milliseconds(5));
}

TEST(BackoffCeiling, OfNothingIsNothing) {
    EXPECT_EQ(backoff_ceiling(milliseconds(0), milliseconds(5), std::numeric_limits<std::int64_t>::max()),
              milliseconds(0));
}

TEST(Backoff, StaysBetweenAHalfAndTheWholeOfItsCeiling) {
    Backoff shortest(milliseconds(100), milliseconds(30'000), the_least);
    Backoff longest(milliseconds(100), milliseconds(30'000), the_most);
    for (const int ceiling : {100, 200, 400, 800}) {
        EXPECT_EQ(shortest.next(), milliseconds(ceiling / 2));
        EXPECT_EQ(longest.next(), milliseconds(ceiling));
    }
}

TEST(Backoff, BeginsAnewAfterASuccess) {
    Backoff backoff(milliseconds(100), milliseconds(30'000), the_most);
    backoff.next();
    backoff.next();
    backoff.reset();
    EXPECT_EQ(backoff.next(), milliseconds(100));
}

TEST(Draw, StaysWithinItsBounds) {
    bool saw_least = false;
    bool saw_most = false;
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t drawn = draw(2);
        ASSERT_LE(drawn, 2U);
        saw_least = saw_least || drawn == 0;
        saw_most = saw_most || drawn == 2;
    }
    EXPECT_TRUE(saw_least && saw_most);
}

}  // namespace
}  // namespace megactl
