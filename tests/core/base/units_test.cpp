#include "core/base/units.hpp"

#include <gtest/gtest.h>

namespace megactl {
namespace {

using namespace std::chrono_literals;

TEST(Duration, ReadsEveryUnit) {
    EXPECT_EQ(parse_duration("250ms").value(), 250ms);
    EXPECT_EQ(parse_duration("10s").value(), 10s);
    EXPECT_EQ(parse_duration("5m").value(), 5min);
    EXPECT_EQ(parse_duration("2h").value(), 2h);
    EXPECT_EQ(parse_duration("7d").value(), 168h);
}

TEST(Duration, RejectsANumberWithoutAUnit) {
    EXPECT_FALSE(parse_duration("10"));
}
TEST(Duration, RejectsWhatIsNoDuration) {
    for (const auto* text : {"", "s", "-5s", "5 s", "5x", "1.5h", "99999999999999999999s", "9999999999999999d"}) {
        EXPECT_FALSE(parse_duration(text)) << text;
    }
}
TEST(Duration, IsWrittenInItsLargestWholeUnit) {
    EXPECT_EQ(format_duration(90s), "90s");
    EXPECT_EQ(format_duration(120s), "2m");
    EXPECT_EQ(format_duration(0s), "0s");
    EXPECT_EQ(format_duration(48h), "2d");
}

TEST(Size, ReadsAndWrites) {
    EXPECT_EQ(parse_size("64KiB").value(), Bytes{65536});
    EXPECT_FALSE(parse_size("64K"));
    EXPECT_EQ(format_size(Bytes{512}), "512 B");
    EXPECT_EQ(format_size(Bytes{1887437}), "1.8 MiB");
}

TEST(Time, ReadsRfc3339) {
    EXPECT_EQ(format_time(parse_time("2026-11-23T08:00:00Z").value()), "2026-11-23T08:00:00Z");
    EXPECT_EQ(format_time(parse_time("2026-11-23 08:00:00.5+01:30").value()), "2026-11-23T06:30:00Z");
    EXPECT_EQ(format_time(parse_time("2026-11-23").value()), "2026-11-23T00:00:00Z");
}
TEST(Time, RejectsWhatIsNoTime) {
    for (const auto* text : {"", "tomorrow", "2026-13-01", "2026-02-30", "2026-11-23T08:00", "2026-11-23T25:00:00Z"}) {
        EXPECT_FALSE(parse_time(text)) << text;
    }
}

TEST(TimeSpan, IsToldInTheUnitPeopleUse) {
    EXPECT_EQ(format_span(84 * 24h), "84 days");
    EXPECT_EQ(format_span(-(36h)), "36 hours");
    EXPECT_EQ(format_span(61s), "1 minute");
    EXPECT_EQ(format_span(1s), "1 second");
}

}  // namespace
}  // namespace megactl
