// What is Redis' own: kombu's layout, foreign messages, lost replies, refusals, restarts.

#include "core/broker/redis_broker.hpp"

#include "core/base/error.hpp"
#include "core/broker/kombu_layout.hpp"
#include "core/broker/source.hpp"
#include "tests/core/broker/dead_letters.hpp"
#include "tests/support/redis_server.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace megactl::broker {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

const std::string envelope =
    R"({"body": "W10=", "headers": {"task": "t", "id": "1"}, "properties": {"delivery_tag": "d", "priority": 4, )"
    R"("delivery_info": {"exchange": "", "routing_key": "q"}}})";

class RedisBrokerTest : public testing::Test {
protected:
    RedisBrokerTest() : raw_(endpoint(server_.socket_url()), redis::Patience{30s, 30s}), broker_(open()) {}

    static redis::Endpoint endpoint(std::string_view url) { return redis::endpoint_of(*parse_url(url)).value(); }
    std::unique_ptr<Broker> open(const TransportOptions& options = {}) {
        return broker_source(server_.socket_url(), options).open();
    }

    std::vector<Delivery> take(std::size_t most = 10) {
        const std::vector<std::string> queues{"q"};
        return broker_->receive(queues, most, 0ms, {});
    }
    void push(const std::string& payload) { raw_.call({"LPUSH", "q", payload}); }
    // As a Celery worker's: a tag of its own, and the time of its delivery.
    void hold(const std::string& tag, const std::string& entry, const std::string& time) {
        raw_.call({"HSET", "unacked", tag, entry});
        raw_.call({"ZADD", "unacked_index", time, tag});
    }

    tests::RedisServer& server() { return server_; }
    redis::Connection& raw() { return raw_; }
    Broker& broker() { return *broker_; }

private:
    tests::RedisServer server_;
    redis::Connection raw_;
    std::unique_ptr<Broker> broker_;
};

}  // namespace

TEST_F(RedisBrokerTest, PublishesAsKombuDoes) {
    broker().publish(std::vector<Outgoing>{{"q", envelope, 4}});
    EXPECT_EQ(raw().call({"RPOP", "q\x06\x16"s + "3"}).text, envelope);
    EXPECT_EQ(raw().call({"SMEMBERS", "_kombu.binding.q"}).at(0).text, "q\x06\x16\x06\x16q"s);
}

TEST_F(RedisBrokerTest, HoldsAsKombuDoes) {
    push(envelope);
    const auto taken = take();
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(raw().call({"HGET", "unacked", taken[0].tag}).text, "[" + envelope + R"(, "", "q"])");
    EXPECT_EQ(raw().call({"ZSCORE", "unacked_index", taken[0].tag}).text.substr(0, 5),
              raw().call({"TIME"}).at(0).text.substr(0, 5));
    broker().acknowledge(std::vector<std::string>{taken[0].tag});
    EXPECT_EQ(raw().call({"EXISTS", "unacked", "unacked_index"}).integer, 0);
}

TEST_F(RedisBrokerTest, BuriesAtOnceWhatIsNoJson) {
    push("no json");
    push("[1, 2]");
    push(envelope);
    EXPECT_EQ(take().size(), 1U);
    const auto dead = dead_letters(broker(), 10);
    ASSERT_EQ(dead.size(), 2U);
    EXPECT_EQ(dead[0].payload, "no json");
    EXPECT_EQ(raw().call({"HLEN", "unacked"}).integer, 1);
}

TEST_F(RedisBrokerTest, FindsWhatWaitsBehindWhatItBuries) {
    push("no json");
    push("[1, 2]");
    push(envelope);
    const auto taken = take(1);
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].payload, envelope);
    EXPECT_EQ(dead_letters(broker(), 10).size(), 2U);
}

TEST_F(RedisBrokerTest, RestoresWhatACeleryWorkerLeft) {
    const std::string named = R"([{"body": "x", "headers": {}, "properties": {}}, "events", "key"])";
    hold("old", "[" + envelope + R"(, "", "q"])", "1000");
    hold("named", named, "1000");
    hold("lost", R"([{}, "nobody", "x"])", "1000");
    hold("odd", "garbage", "1000");
    raw().call({"ZADD", "unacked_index", "1000", "empty"});
    raw().call({"SADD", "_kombu.binding.events", "key\x06\x16\x06\x16q"s});
    hold("young", "[" + envelope + R"(, "", "q"])", raw().call({"TIME"}).at(0).text);
    EXPECT_EQ(broker().restore_abandoned(), 2U);
    EXPECT_EQ(raw().call({"LLEN", "q"}).integer, 1);
    EXPECT_EQ(raw().call({"LLEN", "q\x06\x16"s + "3"}).integer, 1);
    EXPECT_EQ(raw().call({"ZCARD", "unacked_index"}).integer, 2);  // young, and lost: Celery may know where to
    EXPECT_EQ(dead_letters(broker(), 9).size(), 1U);
    EXPECT_EQ(raw().call({"EXISTS", "unacked_mutex"}).integer, 0);
    const auto again = take();
    ASSERT_EQ(again.size(), 2U);
    EXPECT_TRUE(again[0].is_redelivered);
    EXPECT_EQ(again[1].priority, 3);
}

TEST_F(RedisBrokerTest, LeavesTheSweepToWhoeverHoldsTheMutex) {
    hold("old", "[" + envelope + R"(, "", "q"])", "1000");
    raw().call({"SET", "unacked_mutex", "somebody"});
    EXPECT_EQ(broker().restore_abandoned(), 0U);
    EXPECT_EQ(raw().call({"GET", "unacked_mutex"}).text, "somebody");
}

TEST_F(RedisBrokerTest, OffersAgainWhatAKilledHolderHeldOnceItsLeaseIsGone) {
    push(envelope);
    const auto taken = take();
    const auto other = open();
    EXPECT_EQ(other->restore_abandoned(), 0U);
    // As time does.
    const std::string holder = raw().call({"SMEMBERS", "megactl:holders"}).at(0).text;
    EXPECT_GT(raw().call({"PTTL", "megactl:holder:" + holder}).integer, 0);
    raw().call({"DEL", "megactl:holder:" + holder});
    EXPECT_EQ(other->restore_abandoned(), 1U);
    EXPECT_EQ(broker().renew(std::vector<std::string>{taken[0].tag}), (std::vector<std::string>{taken[0].tag}));
    EXPECT_EQ(raw().call({"LLEN", "q\x06\x16"s + "3"}).integer, 1);
}

TEST_F(RedisBrokerTest, ForgetsNoIdleHolderThatTakesSomethingMeanwhile) {
    push(envelope);
    broker().acknowledge(std::vector<std::string>{take().at(0).tag});
    const std::string holder = raw().call({"SMEMBERS", "megactl:holders"}).at(0).text;
    std::atomic<int> sweeps = 0;
    const std::jthread sweeper([&, other = open()](const std::stop_token& stop) {
        for (; !stop.stop_requested(); ++sweeps, sweeps.notify_all())
            other->restore_abandoned();
    });
    for (int round = 0; round < 40; ++round) {
        raw().call({"DEL", "megactl:holder:" + holder});  // as time does
        push(envelope);
        const auto taken = take();
        for (int begun = sweeps, now = begun; now < begun + 2; now = sweeps)
            sweeps.wait(now);
        ASSERT_EQ(raw().call({"SISMEMBER", "megactl:holders", holder}).integer, 1) << round;
        broker().acknowledge(std::vector<std::string>{taken.at(0).tag});
    }
}

TEST_F(RedisBrokerTest, RenewsTheLeaseAndTheTimeOfDelivery) {
    push(envelope);
    const auto taken = take();
    const std::string holder = raw().call({"SMEMBERS", "megactl:holders"}).at(0).text;
    raw().call({"DEL", "megactl:holder:" + holder});
    raw().call({"ZADD", "unacked_index", "1000", taken[0].tag});
    EXPECT_TRUE(open()->renew(std::vector<std::string>{taken[0].tag}).empty());
    EXPECT_EQ(raw().call({"EXISTS", "megactl:holder:" + holder}).integer, 1);
    EXPECT_GT(std::stod(raw().call({"ZSCORE", "unacked_index", taken[0].tag}).text), 1e9);
}

TEST_F(RedisBrokerTest, PutsBackWhatItTookWithoutHearingOfIt) {
    RedisBroker hasty(endpoint(server().socket_url()), "", 3600s, {30s, 50ms});
    const std::vector<std::string> queues{"q"};
    ASSERT_TRUE(hasty.receive(queues, 1, 0ms, {}).empty());
    push(envelope);
    server().stop_answering();
    EXPECT_THROW(hasty.receive(queues, 1, 0ms, {}), Error);
    server().answer_again();
    // Now the server does what it was asked, and nobody is there to hear the answer.
    std::vector<Delivery> taken;
    for (int attempt = 0; attempt < 1000 && taken.empty(); ++attempt) {
        try {
            taken = hasty.receive(queues, 1, 0ms, {});
        } catch (const Error&) {
            continue;  // too hasty for a busy machine
        }
    }
    EXPECT_EQ(taken.size(), 1U);
    EXPECT_EQ(raw().call({"HLEN", "unacked"}).integer, 1);
}

TEST_F(RedisBrokerTest, WaitsByNewsAndTakesNothingBefore) {
    const std::jthread publisher([&](const std::stop_token& stop) {
        redis::Connection mine(endpoint(server().socket_url()));
        // Once the server keeps track of our keys, it was not polling that found the message.
        constexpr std::string_view sign = "tracking_total_keys:4\r\n";
        while (!stop.stop_requested() && mine.call({"INFO", "stats"}).text.find(sign) == std::string::npos)
            std::this_thread::yield();
        mine.call({"LPUSH", "q", envelope});
    });
    const std::vector<std::string> queues{"q"};
    EXPECT_EQ(broker().receive(queues, 1, 60s, {}).size(), 1U);
}

TEST_F(RedisBrokerTest, PollsWhereItMayNotAskForNews) {
    raw().call({"ACL", "SETUSER", "default", "-client|tracking"});
    const std::jthread publisher([&] {
        redis::Connection mine(endpoint(server().socket_url()));
        mine.call({"LPUSH", "q", envelope});
    });
    const std::vector<std::string> queues{"q"};
    EXPECT_EQ(broker().receive(queues, 1, 60s, {}).size(), 1U);
}

TEST_F(RedisBrokerTest, TellsTheTypeOfWhatIsNoQueue) {
    raw().call({"HSET", "q", "a", "b"});
    raw().call({"SADD", "_kombu.binding.q", "q\x06\x16\x06\x16q"s});
    for (const auto& look : std::vector<std::function<void()>>{
             [&] { broker().peek("q", 1); }, [&] { broker().browse("q", [](const Waiting&) { return true; }); },
             [&] { broker().queues(); }}) {
        try {
            look();
            ADD_FAILURE() << "it looked into a hash";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Error::Kind::input);
            EXPECT_TRUE(error.message().ends_with("is a hash, and no queue")) << error.message();
        }
    }
}

TEST_F(RedisBrokerTest, SaysWhatAnAclLacks) {
    raw().call({"ACL", "SETUSER", "default", "-eval", "-evalsha", "-config"});
    try {
        broker().publish(std::vector<Outgoing>{{"q", envelope, 0}});
        FAIL() << "published without scripts";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::service);
        EXPECT_NE(error.message().find("evalsha"), std::string::npos) << error.message();
    }
}

TEST_F(RedisBrokerTest, StillTakesFromAFullServerAndRefusesToFillIt) {
    push(envelope);
    raw().call({"CONFIG", "SET", "maxmemory", "1"});
    try {
        broker().publish(std::vector<Outgoing>{{"q", envelope, 0}});
        ADD_FAILURE() << "it took what it has no room for";
    } catch (const Error& error) {
        EXPECT_TRUE(error.message().ends_with("command not allowed when used memory > 'maxmemory'."))
            << error.message();
    }
    const auto taken = take();
    ASSERT_EQ(taken.size(), 1U);
    broker().give_back(taken);
    EXPECT_EQ(take().size(), 1U);
}

TEST_F(RedisBrokerTest, PublishesAllOrNothing) {
    raw().call({"SET", "r", "not a list"});
    EXPECT_THROW(broker().publish(std::vector<Outgoing>{{"q", envelope, 0}, {"r", envelope, 0}}), Error);
    EXPECT_EQ(raw().call({"EXISTS", "q"}).integer, 0);
    EXPECT_THROW(broker().publish_once(std::vector<Outgoing>{{"r", envelope, 0}}, {"spool", 1}), Error);
    EXPECT_FALSE(broker().mark_of("spool"));
}

TEST_F(RedisBrokerTest, EndsAllOrNothing) {
    push(envelope);
    const auto taken = take();
    raw().call({"SET", "r", "not a list"});
    EXPECT_THROW(broker().end(std::vector<Ending>{{taken[0].tag, {{"q", envelope, 0}, {"r", envelope, 0}}}}), Error);
    EXPECT_EQ(raw().call({"EXISTS", "q"}).integer, 0);
    raw().call({"DEL", "r"});
    raw().call({"CONFIG", "SET", "maxmemory", "1"});
    EXPECT_THROW(broker().end(std::vector<Ending>{{taken[0].tag, {{"q", envelope, 0}}}}), Error);
    raw().call({"CONFIG", "SET", "maxmemory", "0"});
    broker().end(std::vector<Ending>{{taken[0].tag, {{"q", envelope, 0}}}});
    EXPECT_EQ(raw().call({"LLEN", "q"}).integer, 1);
    EXPECT_EQ(raw().call({"SMEMBERS", "_kombu.binding.q"}).elements.size(), 1U);
}

TEST_F(RedisBrokerTest, GoesOnAfterTheServerDied) {
    broker().publish_once(std::vector<Outgoing>{{"q", envelope, 0}, {"q", envelope, 0}}, {"spool", 2});
    const auto held = take(1);
    server().kill();
    EXPECT_THROW(take(), Error);
    EXPECT_THROW(broker().ping(), Error);
    server().start();
    EXPECT_EQ(broker().mark_of("spool"), 2U);
    EXPECT_TRUE(broker().renew(std::vector<std::string>{held[0].tag}).empty());
    broker().acknowledge(std::vector<std::string>{held[0].tag});
    EXPECT_EQ(take().size(), 1U);
}

TEST_F(RedisBrokerTest, ListsQueuesThatNobodyBoundAndNothingElse) {
    push(envelope);
    raw().call({"LPUSH", "shopping", "milk"});
    raw().call({"LPUSH", "x.reply.celery.pidbox", envelope});
    raw().call({"SADD", "_kombu.binding.idle", "idle\x06\x16\x06\x16idle"s});
    raw().call({"SADD", "_kombu.binding.celeryev",
                "worker.#\x06\x16\x06\x16"
                "celeryev.x"s});
    hold("theirs", "[" + envelope + R"(, "", "q"])", "1000");
    std::vector<std::string> names;
    for (const QueueState& state : broker().queues())
        names.push_back(state.name + ":" + std::to_string(state.waiting) + ":" + std::to_string(state.held));
    EXPECT_EQ(names, (std::vector<std::string>{"idle:0:0", "q:1:1"}));
}

}  // namespace megactl::broker
