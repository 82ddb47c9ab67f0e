// What an extraction promises, whatever carries the queue; then what is Redis' own.

#include "core/broker/extraction.hpp"

#include "core/base/error.hpp"
#include "core/broker/source.hpp"
#include "core/redis/connection.hpp"
#include "tests/core/broker/every_broker.hpp"
#include "tests/support/redis_server.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace megactl::broker {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

constexpr std::size_t any = 100'000;

bool is_even(const Waiting& message) {
    return (message.payload.back() - '0') % 2 == 0;
}

ExtractionOrder evens() {
    return {"q", is_even};
}

Names names_of(const std::vector<Waiting>& messages) {
    Names names;
    std::ranges::transform(messages, std::back_inserter(names), &Waiting::payload);
    return names;
}

// "m0", "m1"…; each third one has the last priority.
std::vector<Outgoing> numbered(int count) {
    std::vector<Outgoing> messages;
    messages.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        messages.push_back({"q", fmt::format("m{}", i), i % 3 == 0 ? 9 : 0});
    return messages;
}

Names waiting_in(Broker& broker, std::string_view queue) {
    return broker.peek(queue, any);
}

class ExtractionContract : public tests::EveryBroker {};

}  // namespace

TEST_P(ExtractionContract, TakesTheChosenInTheOrderOfServingAndLeavesTheOthersInTheirs) {
    broker().publish(numbered(2500));
    Names all = waiting_in(broker(), "q");
    const auto extraction = broker().extract(evens());
    Names taken;
    for (std::vector<Waiting> page; !(page = extraction->next(any)).empty(); extraction->commit(1, {}))
        std::ranges::copy(names_of(page), std::back_inserter(taken));
    extraction->close();
    const auto odds = std::ranges::stable_partition(all, [](const std::string& name) { return is_even({name}); });
    EXPECT_EQ(taken, Names(all.begin(), odds.begin()));
    EXPECT_EQ(waiting_in(broker(), "q"), Names(odds.begin(), odds.end()));
}

TEST_P(ExtractionContract, ShowsTheWaitingWithTheirPriorities) {
    broker().publish(std::vector<Outgoing>{{"q", "a9", 9}, {"q", "b0", 0}});
    const auto extraction = broker().extract({"q", [](const Waiting&) { return true; }});
    std::vector<int> priorities;
    for (std::vector<Waiting> page; !(page = extraction->next(any)).empty(); extraction->commit(1, {}))
        std::ranges::transform(page, std::back_inserter(priorities), &Waiting::priority);
    EXPECT_EQ(priorities, (std::vector<int>{0, 9}));
}

TEST_P(ExtractionContract, PutsBackWhatItDidNotLetGo) {
    broker().publish(std::vector<Outgoing>{{"q", "m0", 3}, {"q", "m1", 3}, {"q", "m2", 3}});
    {
        const auto extraction = broker().extract(evens());
        EXPECT_EQ(names_of(extraction->next(any)), (Names{"m0", "m2"}));
        const Names seen = waiting_in(*another(), "q");
        EXPECT_FALSE(std::ranges::any_of(seen, [](const std::string& name) { return is_even({name}); }));
    }
    Names now = waiting_in(broker(), "q");
    EXPECT_TRUE(std::ranges::is_permutation(now, Names{"m0", "m1", "m2"}));
    EXPECT_EQ(broker().set_aside("q"), 0U);
}

TEST_P(ExtractionContract, ShowsNoMoreThanIsAskedFor) {
    broker().publish(numbered(10));
    const auto extraction = broker().extract({"q", [](const Waiting&) { return true; }});
    EXPECT_LE(extraction->next(3).size(), 3U);
}

TEST_P(ExtractionContract, PublishesTogetherWithTheirGoing) {
    broker().publish(numbered(1));
    const auto extraction = broker().extract(evens());
    EXPECT_EQ(names_of(extraction->next(any)), Names{"m0"});
    extraction->commit(1, std::vector<Outgoing>{{"r", "x", 0}, {"s", "y", 3}});
    EXPECT_EQ(waiting_in(broker(), "r"), Names{"x"});
    EXPECT_EQ(waiting_in(broker(), "s"), Names{"y"});
}

TEST_P(ExtractionContract, WritesTheNumberOfEachCommitIntoItsMark) {
    broker().publish(numbered(4));
    ExtractionOrder order = evens();
    order.mark = "purge-1";
    const auto extraction = broker().extract(std::move(order));
    EXPECT_EQ(broker().mark_of("purge-1"), 0U);
    ASSERT_FALSE(extraction->next(any).empty());
    extraction->commit(7, {});
    EXPECT_EQ(broker().mark_of("purge-1"), 7U);
}

TEST_P(ExtractionContract, FindsNothingInAQueueThatIsNotThere) {
    broker().publish(numbered(1));
    const auto extraction = broker().extract({"nobody", [](const Waiting&) { return true; }});
    EXPECT_TRUE(extraction->next(any).empty());
}

INSTANTIATE_TEST_SUITE_P(Over, ExtractionContract, testing::ValuesIn(tests::place_kinds()),
                         [](const auto& kind) { return kind.param; });

namespace {

class RedisExtractionTest : public testing::Test {
protected:
    RedisExtractionTest()
        : raw_(redis::endpoint_of(*parse_url(server_.socket_url())).value(), redis::Patience{30s, 30s}),
          broker_(broker_source(server_.socket_url(), {}).open()) {}

    // As time does where its holder is dead.
    void end_leases() {
        for (const redis::Reply& id : raw_.call({"SMEMBERS", "megactl:works"}).elements)
            raw_.call({"DEL", "megactl:work-lease:" + id.text});
    }
    redis::Connection& raw() { return raw_; }
    Broker& broker() { return *broker_; }
    std::string url() const { return server_.socket_url(); }

private:
    tests::RedisServer server_;
    redis::Connection raw_;
    std::unique_ptr<Broker> broker_;
};

}  // namespace

TEST_F(RedisExtractionTest, IsPutBackByOthersOnceItsLeaseIsOver) {
    broker().publish(numbered(9));
    const Names all = waiting_in(broker(), "q");
    const auto extraction = broker().extract(evens());
    ASSERT_FALSE(extraction->next(any).empty());
    const auto other = broker_source(url(), {}).open();
    EXPECT_EQ(other->restore_extracted(), 0U) << "its holder lives";
    EXPECT_EQ(other->set_aside("q"), 6U);
    EXPECT_EQ(other->set_aside("r"), 0U);
    end_leases();
    EXPECT_EQ(other->set_aside("q"), 6U) << "to count puts nothing back";
    EXPECT_EQ(other->restore_extracted(), 6U);
    EXPECT_EQ(other->set_aside("q"), 0U);
    EXPECT_EQ(waiting_in(*other, "q"), all);
    EXPECT_THROW(extraction->commit(1, {}), Error);
    EXPECT_THROW(extraction->next(any), Error);
    extraction->close();
    EXPECT_EQ(waiting_in(*other, "q"), all);
}

TEST_F(RedisExtractionTest, IsPutBackByAWorkersSweepToo) {
    broker().publish(numbered(9));
    const Names all = waiting_in(broker(), "q");
    const auto extraction = broker().extract(evens());
    ASSERT_FALSE(extraction->next(any).empty());
    end_leases();
    EXPECT_EQ(broker_source(url(), {}).open()->restore_abandoned(), 6U);
    EXPECT_EQ(waiting_in(broker(), "q"), all);
}

TEST_F(RedisExtractionTest, LeavesNoKeyBehind) {
    broker().publish(numbered(9));
    {
        const auto extraction = broker().extract(evens());
        while (!extraction->next(any).empty())
            extraction->commit(1, {});
    }
    EXPECT_TRUE(raw().call({"KEYS", "megactl:*"}).elements.empty());
}

TEST_F(RedisExtractionTest, WorksInAFullServer) {
    broker().publish(numbered(9));
    raw().call({"CONFIG", "SET", "maxmemory", "1"});
    {
        ExtractionOrder order = evens();
        order.mark = "purge-1";
        const auto extraction = broker().extract(std::move(order));
        while (!extraction->next(any).empty())
            extraction->commit(1, {});
    }
    EXPECT_TRUE(std::ranges::none_of(waiting_in(broker(), "q"), [](const auto& name) { return is_even({name}); }));
    EXPECT_EQ(waiting_in(broker(), "q").size(), 4U);
}

TEST_F(RedisExtractionTest, DoesNothingWhereItCantPublish) {
    broker().publish(numbered(9));
    raw().call({"SET", "r", "no list"});
    {
        const auto extraction = broker().extract(evens());
        ASSERT_FALSE(extraction->next(any).empty());
        EXPECT_THROW(extraction->commit(1, std::vector<Outgoing>{{"r", "x", 0}}), Error);
    }
    EXPECT_EQ(waiting_in(broker(), "q").size(), 9U);
}

TEST_F(RedisExtractionTest, IsNoQueueToWhoeverLists) {
    const std::string envelope = R"({"body": "", "headers": {}, "properties": {}})";
    broker().publish(std::vector<Outgoing>{{"q", envelope, 0}});
    const auto extraction = broker().extract({"q", [](const Waiting&) { return true; }});
    ASSERT_FALSE(extraction->next(any).empty());
    for (const QueueState& state : broker().queues())
        EXPECT_EQ(state.name, "q");
}

}  // namespace megactl::broker
