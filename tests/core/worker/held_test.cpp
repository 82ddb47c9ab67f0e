#include "core/worker/held.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace megactl::worker {
namespace {

using testing::ElementsAre;

std::vector<std::string> tags_of(const std::vector<broker::Delivery>& deliveries) {
    std::vector<std::string> tags;
    tags.reserve(deliveries.size());
    for (const broker::Delivery& delivery : deliveries)
        tags.push_back(delivery.tag);
    return tags;
}

class HeldTest : public testing::Test {
protected:
    HeldTest() {
        std::vector<broker::Delivery> deliveries(3);
        deliveries[0].tag = "z";
        deliveries[1].tag = "a";
        deliveries[2].tag = "m";
        held.add(deliveries);
    }

    Held held;
};

TEST_F(HeldTest, KeepsTheOrderOfReceipt) {
    EXPECT_THAT(tags_of(held.all()), ElementsAre("z", "a", "m"));
}

TEST_F(HeldTest, TellsWhatWaitsFromWhatHasBegun) {
    EXPECT_TRUE(held.begin("a"));
    EXPECT_EQ(held.begun(), 1U);
    EXPECT_THAT(tags_of(held.waiting()), ElementsAre("z", "m"));
    EXPECT_THAT(tags_of(held.all()), ElementsAre("z", "a", "m"));
    held.settled(std::vector<std::string>{"a"});
    EXPECT_EQ(held.begun(), 0U);
    EXPECT_THAT(tags_of(held.all()), ElementsAre("z", "m"));
}

TEST_F(HeldTest, BeginsNothingThatSomebodyElseHas) {
    held.lose(std::vector<std::string>{"a", "unknown"});
    EXPECT_THAT(held.tags(), ElementsAre("m", "z"));
    EXPECT_FALSE(held.begin("a"));
    EXPECT_FALSE(held.begin("unknown"));
    EXPECT_EQ(held.begun(), 0U);
}

TEST_F(HeldTest, GivesNothingBackThatWasAcknowledgedEarly) {
    EXPECT_TRUE(held.begin("a"));
    held.acknowledged(std::vector<std::string>{"a"});
    EXPECT_THAT(tags_of(held.all()), ElementsAre("z", "m"));
    EXPECT_EQ(held.begun(), 1U);
}

}  // namespace
}  // namespace megactl::worker
