#include "core/celery/message.hpp"

#include <gtest/gtest.h>

namespace megactl::celery {
namespace {

Time at(std::int64_t microseconds) {
    return Time(std::chrono::microseconds(microseconds));
}

TEST(Time, IsWrittenAsPythonWritesIt) {
    EXPECT_EQ(format_time(at(0)), "1970-01-01T00:00:00+00:00");
    EXPECT_EQ(format_time(at(1'763'815'798'768'315)), "2025-11-22T12:49:58.768315+00:00");
    EXPECT_EQ(format_time(at(1)), "1970-01-01T00:00:00.000001+00:00");
}

TEST(Time, IsReadInEveryFormThatPythonReads) {
    for (const char* const text :
         {"2025-11-22T12:49:58.768315+00:00", "2025-11-22T12:49:58.768315Z", "2025-11-22T12:49:58.768315",
          "2025-11-22 12:49:58.768315", "2025-11-22T18:19:58.768315+05:30", "2025-11-22T07:49:58.768315-0500",
          "2025-11-22T13:49:58.768315999+01"}) {
        EXPECT_EQ(parse_time(text), at(1'763'815'798'768'315)) << text;
    }
    EXPECT_EQ(parse_time("1970-01-01T00:01"), at(60'000'000));
    EXPECT_EQ(parse_time("1970-01-02"), at(86'400'000'000));
    EXPECT_EQ(parse_time("1970-01-01T00:00:00.5Z"), at(500'000));
}

TEST(Time, IsRefusedWhereItIsNone) {
    for (const char* const text :
         {"", "now", "2025-13-01", "2025-02-30T00:00:00Z", "2025-11-22T24:00:00Z", "2025-11-22T12:60:00Z",
          "2025-11-22T12:49:58.Z", "2025-11-22T12:49:58+0", "2025-11-22T12:49:58Z ", "2025-11-22T12", "12:49:58"}) {
        EXPECT_FALSE(parse_time(text)) << text;
    }
}

}  // namespace
}  // namespace megactl::celery
