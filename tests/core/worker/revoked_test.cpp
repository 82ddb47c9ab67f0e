#include "core/worker/revoked.hpp"

#include <gtest/gtest.h>

namespace megactl::worker {
namespace {

using Instant = Revoked::Instant;

constexpr Instant start{std::chrono::hours(1)};

std::vector<std::string> ids_of(const Revoked& revoked, Instant now) {
    std::vector<std::string> ids;
    for (const auto& [id, since] : revoked.all(now))
        ids.push_back(id);
    return ids;
}

}  // namespace

TEST(Revoked, KnowsWhatItWasTold) {
    Revoked revoked;
    revoked.add("one", start);
    EXPECT_TRUE(revoked.contains("one", start));
    EXPECT_FALSE(revoked.contains("two", start));
    EXPECT_EQ(revoked.added(), 1U);
}

TEST(Revoked, ForgetsAfterThreeHours) {
    Revoked revoked;
    revoked.add("one", start);
    EXPECT_TRUE(revoked.contains("one", start + std::chrono::hours(3)));
    EXPECT_FALSE(revoked.contains("one", start + std::chrono::hours(3) + std::chrono::seconds(1)));
    EXPECT_TRUE(ids_of(revoked, start + std::chrono::hours(4)).empty());
}

TEST(Revoked, CountsFromTheLastTime) {
    Revoked revoked;
    revoked.add("one", start);
    revoked.add("two", start + std::chrono::hours(1));
    revoked.add("one", start + std::chrono::hours(2));
    EXPECT_EQ(ids_of(revoked, start + std::chrono::hours(2)), (std::vector<std::string>{"two", "one"}));
    EXPECT_TRUE(revoked.contains("one", start + std::chrono::hours(5)));
}

TEST(Revoked, KeepsTheNewestWhereThereAreTooMany) {
    Revoked revoked;
    for (std::size_t i = 0; i <= Revoked::most; ++i)
        revoked.add(std::to_string(i), start);
    EXPECT_FALSE(revoked.contains("0", start));
    EXPECT_TRUE(revoked.contains("1", start));
    EXPECT_TRUE(revoked.contains(std::to_string(Revoked::most), start));
    EXPECT_EQ(revoked.all(start).size(), Revoked::most);
}

}  // namespace megactl::worker
