#include "core/worker/rate.hpp"

#include <gtest/gtest.h>

namespace megactl::worker {
namespace {

using namespace std::chrono_literals;

Result<std::optional<std::chrono::microseconds>> read(std::string_view json) {
    return read_rate(JsonView::parse(json).value());
}

}  // namespace

TEST(Rate, IsReadInEveryFormOfCelerys) {
    for (const auto& [json, pace] : {std::pair<std::string_view, std::chrono::microseconds>{R"("10")", 100ms},
                                     {R"("10/s")", 100ms},
                                     {R"("100/m")", 600ms},
                                     {R"("0.5/h")", 2h},
                                     {"4", 250ms},
                                     {"0.5", 2s}}) {
        const auto rate = read(json);
        ASSERT_TRUE(rate) << json;
        EXPECT_EQ(*rate, std::optional(pace)) << json;
    }
}

TEST(Rate, MayBeNoLimit) {
    for (const std::string_view json : {"null", R"("")", "0", R"("0")", R"("0/m")"}) {
        const auto rate = read(json);
        ASSERT_TRUE(rate) << json;
        EXPECT_EQ(*rate, std::nullopt) << json;
    }
}

TEST(Rate, IsRefusedWhereItIsNone) {
    for (const std::string_view json :
         {R"("often")", R"("10/d")", R"("10/")", R"("/m")", R"("-1")", "-1", "NaN", "[]", "true", R"("1e-300/h")"})
        EXPECT_FALSE(read(json)) << json;
}

TEST(Rate, IsToldInWholeNumbers) {
    EXPECT_EQ(rate_text(100ms), "10/s");
    EXPECT_EQ(rate_text(600ms), "100/m");
    EXPECT_EQ(rate_text(6s), "10/m");
    EXPECT_EQ(rate_text(2min), "30/h");
    EXPECT_EQ(rate_text(2h), "0.5/h");
}

}  // namespace megactl::worker
