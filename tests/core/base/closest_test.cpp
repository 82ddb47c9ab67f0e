#include "core/base/closest.hpp"

#include <gtest/gtest.h>

#include <array>

namespace megactl {
namespace {

constexpr std::array<std::string_view, 4> names{"check", "config", "static collect", "DJANGO_DEBUG"};

TEST(ClosestMatch, FindsASwapOfNeighbours) {
    EXPECT_EQ(closest_match("chekc", names), "check");
}
TEST(ClosestMatch, IgnoresLetterCase) {
    EXPECT_EQ(closest_match("django_debug", names), "DJANGO_DEBUG");
}
TEST(ClosestMatch, KeepsSilentAboutWhatIsFarAway) {
    EXPECT_EQ(closest_match("purge", names), std::nullopt);
}
TEST(ClosestMatch, KeepsSilentAboutAbsurdWords) {
    EXPECT_EQ(closest_match(std::string(1'000'000, 'x'), names), std::nullopt);
}

TEST(EditDistance, CountsASwapAsOne) {
    EXPECT_EQ(edit_distance("ab", "ba"), 1U);
}
TEST(EditDistance, OfAnEmptyWordIsTheOtherLength) {
    EXPECT_EQ(edit_distance("", "abc"), 3U);
}

}  // namespace
}  // namespace megactl
