// What is seen of messages that somebody holds, and what of them goes back.

#include "core/broker/oversight.hpp"

#include "core/base/json_view.hpp"
#include "core/broker/broker.hpp"
#include "core/broker/kombu_layout.hpp"
#include "core/broker/source.hpp"
#include "core/redis/connection.hpp"
#include "tests/core/broker/dead_letters.hpp"
#include "tests/core/broker/every_broker.hpp"
#include "tests/support/redis_server.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace megactl::broker {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;

std::string envelope(std::string_view id, int priority = 0) {
    return fmt::format(R"({{"body": "W10=", "headers": {{"task": "t", "id": "{}"}}, "properties": )"
                       R"({{"delivery_tag": "d", "priority": {}, "delivery_info": {{"exchange": "", )"
                       R"("routing_key": "q"}}}}}})",
                       id, priority);
}

std::string id_in(std::string_view payload) {
    const auto view = JsonView::parse(payload);
    const auto headers = view ? view->member("headers") : std::nullopt;
    return headers ? headers->text_of("id") : "";
}

std::vector<Unacked> all_of(Oversight& oversight) {
    std::vector<Unacked> messages;
    oversight.browse([&](Unacked message) {
        messages.push_back(std::move(message));
        return true;
    });
    std::ranges::sort(messages, {}, [](const Unacked& message) { return id_in(message.payload); });
    return messages;
}

std::vector<std::string> ids_of(const std::vector<std::string>& payloads) {
    std::vector<std::string> ids;
    std::ranges::transform(payloads, std::back_inserter(ids), id_in);
    return ids;
}

// Over every broker.
class OversightContract : public tests::EveryBroker {};

const std::vector<std::string> queues{"q"};

}  // namespace

TEST_P(OversightContract, ShowsWhatTheLivingHoldAndLeavesItToThem) {
    broker().publish(std::vector<Outgoing>{{"q", envelope("a"), 0}, {"q", envelope("b"), 0}, {"q", envelope("c"), 0}});
    const auto holder = another();
    ASSERT_EQ(holder->receive(queues, 2, 0ms, {}).size(), 2U);
    const auto oversight = broker().oversee();
    const auto held = all_of(*oversight);
    ASSERT_EQ(held.size(), 2U);
    EXPECT_EQ(held[0].payload, envelope("a"));
    EXPECT_EQ(held[0].queue, "q");
    EXPECT_EQ(held[0].holder, Unacked::Holder::lives);
    EXPECT_EQ(oversight->restore(held).missed, 2U);
    EXPECT_THAT(ids_of(broker().peek("q", 9)), ElementsAre("c"));
    std::size_t shown = 0;
    oversight->browse([&](const Unacked&) { return ++shown < 1; });
    EXPECT_EQ(shown, 1U);
}

TEST_P(OversightContract, RestoresWhatTheDeadHeldInItsOrder) {
    if (GetParam() == "memory") GTEST_SKIP() << "there nobody dies alone";
    broker().publish(std::vector<Outgoing>{
        {"q", envelope("a"), 0}, {"q", envelope("b"), 0}, {"q", envelope("c"), 0}, {"q", envelope("d", 9), 9}});
    {
        const auto dead = another();
        ASSERT_EQ(dead->receive(queues, 2, 0ms, {}).size(), 2U);
    }
    const auto oversight = broker().oversee();
    auto left = all_of(*oversight);
    ASSERT_EQ(left.size(), 2U);
    EXPECT_EQ(left[0].holder, Unacked::Holder::gone);
    EXPECT_FALSE(left[0].holder_name.empty());
    ASSERT_TRUE(left[0].age);
    EXPECT_LT(*left[0].age, 5min);
    EXPECT_EQ(oversight->restore(left).restored, 2U);
    EXPECT_THAT(all_of(*oversight), IsEmpty());
    EXPECT_THAT(ids_of(broker().peek("q", 9)), ElementsAre("a", "b", "c", "d"));
    EXPECT_EQ(oversight->restore(left).missed, 2U);
    EXPECT_TRUE(broker().receive(queues, 1, 0ms, {}).at(0).is_redelivered);
}

INSTANTIATE_TEST_SUITE_P(Over, OversightContract, testing::ValuesIn(tests::place_kinds()),
                         [](const auto& kind) { return kind.param; });

namespace {

class RedisOversightTest : public testing::Test {
protected:
    RedisOversightTest()
        : raw_(endpoint(), redis::Patience{30s, 30s}),
          broker_(broker_source(server_.socket_url(), {}).open()),
          oversight_(broker_->oversee()) {}

    redis::Endpoint endpoint() { return redis::endpoint_of(*parse_url(server_.socket_url())).value(); }
    // As a Celery worker's.
    void hold(const std::string& tag, const std::string& entry, const std::string& time) {
        raw_.call({"HSET", "unacked", tag, entry});
        raw_.call({"ZADD", "unacked_index", time, tag});
    }
    std::string now() { return raw_.call({"TIME"}).at(0).text; }
    std::vector<Unacked> only(const std::string& tag) {
        auto messages = all_of(*oversight_);
        std::erase_if(messages, [&](const Unacked& message) { return message.tag != tag; });
        return messages;
    }

    redis::Connection& raw() { return raw_; }
    Broker& broker() { return *broker_; }
    Oversight& oversight() { return *oversight_; }

private:
    tests::RedisServer server_;
    redis::Connection raw_;
    std::unique_ptr<Broker> broker_;
    std::unique_ptr<Oversight> oversight_;
};

}  // namespace

TEST_F(RedisOversightTest, TellsWhatIsOverdueFromWhatIsYoung) {
    hold("old", "[" + envelope("a") + R"(, "", "q"])", "1000");
    hold("young", "[" + envelope("b") + R"(, "", "q"])", now());
    const auto held = all_of(oversight());
    ASSERT_EQ(held.size(), 2U);
    EXPECT_EQ(held[0].holder, Unacked::Holder::overdue);
    EXPECT_GT(*held[0].age, 24h);
    EXPECT_EQ(held[1].holder, Unacked::Holder::unknown);
    EXPECT_TRUE(held[1].holder_name.empty());
}

TEST_F(RedisOversightTest, ReckonsAllAgesFromOneMoment) {
    constexpr int count = 1000;  // more than a page
    for (int i = 0; i < count; ++i)
        hold(fmt::format("tag{}", i), "[" + envelope(std::to_string(i)) + R"(, "", "q"])", "1000");
    std::set<std::chrono::milliseconds> ages;
    for (const Unacked& message : all_of(oversight()))
        ages.insert(message.age.value());
    EXPECT_EQ(ages.size(), 1U);
}

TEST_F(RedisOversightTest, RestoresToWhereItCameFromAndBuriesWhatIsNoMessage) {
    hold("three", "[" + envelope("a", 4) + R"(, "", "q"])", "1000");
    hold("named", R"([{"body": "x", "headers": {"id": "n"}, "properties": {}}, "events", "key"])", "1000");
    hold("lost", R"([{"headers": {"id": "l"}}, "nobody", "x"])", "1000");
    hold("odd", "garbage", "1000");
    raw().call({"SADD", "_kombu.binding.events", "key\x06\x16\x06\x16q"s});
    const auto counts = oversight().restore(all_of(oversight()));
    EXPECT_EQ(counts.restored, 2U);
    EXPECT_EQ(counts.buried, 1U);
    EXPECT_EQ(counts.unplaced, 1U);
    EXPECT_EQ(counts.missed, 0U);
    EXPECT_EQ(raw().call({"LLEN", "q"}).integer, 1);
    EXPECT_EQ(raw().call({"LLEN", "q\x06\x16"s + "3"}).integer, 1);
    EXPECT_EQ(dead_letters(broker(), 9).at(0).payload, "garbage");
}

TEST_F(RedisOversightTest, LeavesWhatWasTakenAnewSinceItWasSeen) {
    const std::string entry = "[" + envelope("a") + R"(, "", "q"])";
    hold("tag", entry, "1000");
    const auto seen = only("tag");
    hold("tag", entry, now());  // kombu gives a message that comes again the same tag
    EXPECT_EQ(oversight().restore(seen).missed, 1U);
    EXPECT_EQ(oversight().restore(only("tag")).restored, 1U);
}

TEST_F(RedisOversightTest, LosesNothingWhereItsQueueIsNoList) {
    hold("tag", "[" + envelope("a") + R"(, "", "q"])", "1000");
    raw().call({"SET", "q", "no list"});
    EXPECT_THROW(oversight().restore(only("tag")), Error);
    EXPECT_EQ(raw().call({"HLEN", "unacked"}).integer, 1);
}

}  // namespace megactl::broker
