#include "core/links/django_time.hpp"

#include <gtest/gtest.h>

namespace megactl::links {
namespace {

constexpr Time at(std::int64_t microseconds) {
    return Time(std::chrono::microseconds(microseconds));
}

TEST(DjangoTime, HasSixDigitsBehindTheSecond) {
    EXPECT_EQ(django_time(at(1'795'507'200'000'012)), "2026-11-24 08:00:00.000012");
}

TEST(DjangoTime, HasNoFractionOfZeroMicroseconds) {
    EXPECT_EQ(django_time(at(1'795'507'200'000'000)), "2026-11-24 08:00:00");
}

TEST(DjangoTime, IsReadAsItIsWritten) {
    for (const std::int64_t time : {0LL, 1LL, 1'795'507'200'000'000LL, 1'795'507'259'999'999LL, -1LL})
        EXPECT_EQ(time_from_django(django_time(at(time))), at(time)) << time;
}

TEST(DjangoTime, IsReadFromOtherHands) {
    EXPECT_EQ(time_from_django("2026-11-24T08:00:00.5Z"), at(1'795'507'200'500'000));
    EXPECT_EQ(time_from_django("2026-11-24 08:00:00.1234567"), at(1'795'507'200'123'456));
}

TEST(DjangoTime, IsTheEpochWhereItIsNone) {
    for (const char* text : {"", "yesterday", "2026-11-24", "2026-13-24 08:00:00", "2026-11-24 08:00"})
        EXPECT_EQ(time_from_django(text), Time{}) << text;
}

}  // namespace
}  // namespace megactl::links
