#include "core/project/live_broker.hpp"

#include "core/checks/select.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>

namespace megactl::checks {
namespace {

using project::LiveBroker;
using namespace std::chrono_literals;

Findings found(const Facts& facts) {
    Selection selection;
    selection.only = {"queue", "redis"};
    return judge(facts, selection).findings;
}

// What the rules about brokers say of one.
std::string judged(LiveBroker broker, project::Mode mode = project::Mode::production) {
    Facts facts;
    facts.mode = mode;
    facts.scope.network = true;
    broker.name = "redis://queue/0";
    broker.origin = "--broker";
    facts.broker = std::move(broker);
    std::string text;
    for (const Finding& finding : found(facts))
        text += fmt::format("{}: {}: {}\n", name_of(finding.severity), finding.rule, finding.headline);
    return text;
}

LiveBroker server(const std::string& info) {
    return {.redis = project::read_redis_info(info)};
}

TEST(LiveBroker, IsNotJudgedWhereNobodyLooked) {
    EXPECT_TRUE(found(Facts{}).empty());
    EXPECT_EQ(judged({}), "");
}

TEST(QueueRules, TellOfQueuesThatNobodyTakesFrom) {
    LiveBroker broker{.queues = {{"mail", 3, 0}, {"celery", 9, 1}, {"empty", 0, 0}, {"megactl.dead", 2, 0}},
                      .knows_consumers = true};
    EXPECT_EQ(judged(broker), "warning: queue/no-consumer: 3 messages wait in `mail`, and no worker takes from it\n");
    broker.silent = 1;
    EXPECT_EQ(judged(broker), "");
    broker = {.queues = {{"mail", 3, 0}}};
    EXPECT_EQ(judged(broker), "");
}

TEST(QueueRules, TellOfMessagesThatOthersAreGivenTooSoon) {
    LiveBroker broker = server("");
    broker.workers = {{.name = "a", .time_limit = 3600s},
                      {.name = "b", .time_limit = 3601s},
                      {.name = "c", .visibility_timeout = 60s, .furthest_eta = 7190s}};
    EXPECT_EQ(
        judged(broker),
        "warning: queue/visibility-too-short: `b` lets a task run for 3601s, and what it holds is given to others "
        "after 1h\n"
        "warning: queue/visibility-too-short: `c` holds a task that is due in 2h, and every 1m another worker "
        "takes it too\n");
}

TEST(QueueRules, TellOfWorkersOfOneName) {
    EXPECT_EQ(judged({.nodes = {"a@x", "b@x", "a@x"}}), "warning: queue/twin-workers: 2 workers are called `a@x`\n");
}

TEST(QueueRules, TellOfClocksThatAreApart) {
    EXPECT_EQ(judged({.server_ahead = -4s, .taken_ahead = 3s}), "");
    EXPECT_EQ(judged({.server_ahead = -61s}),
              "warning: queue/clocks-apart: the clock of Redis is 61s behind this host's\n");
    EXPECT_EQ(judged({.server_ahead = 8s, .taken_ahead = 2min}),
              "warning: queue/clocks-apart: the clock of Redis is 8s ahead of this host's\n"
              "warning: queue/clocks-apart: a worker's clock is 2m ahead of Redis's: it took a message then\n");
}

TEST(RedisRules, TellWhatIsDroppedWhereMemoryIsFull) {
    EXPECT_EQ(judged(server("maxmemory:0\r\nmaxmemory_policy:allkeys-lru\r\n")), "");
    EXPECT_EQ(judged(server("maxmemory:1048576\r\nmaxmemory_policy:noeviction\r\n")), "");
    EXPECT_EQ(judged(server("maxmemory:1048576\r\nmaxmemory_policy:allkeys-lru\r\n")),
              "error: redis/evicts: Redis may drop whole queues: `maxmemory-policy allkeys-lru` at 1.0 MiB\n");
    EXPECT_EQ(judged(server("maxmemory:1048576\r\nmaxmemory_policy:volatile-ttl\r\n")),
              "warning: redis/evicts: Redis may drop results before their time: `maxmemory-policy volatile-ttl` at 1.0 "
              "MiB\n");
}

TEST(RedisRules, TellOfMemoryThatIsNearlyFull) {
    EXPECT_EQ(judged(server("used_memory:790\r\nmaxmemory:1000\r\n")), "");
    EXPECT_EQ(judged(server("used_memory:8912896\r\nmaxmemory:10485760\r\n")),
              "warning: redis/near-maxmemory: Redis holds 8.5 MiB of the 10.0 MiB that `maxmemory` allows it\n");
    EXPECT_EQ(judged(server("used_memory:10485760\r\nmaxmemory:10485760\r\n")),
              "error: redis/near-maxmemory: Redis holds 10.0 MiB of the 10.0 MiB that `maxmemory` allows it\n");
}

TEST(RedisRules, TellOfServersThatKeepNothing) {
    EXPECT_EQ(judged(server("aof_enabled:0\r\n")), "");  // CONFIG is refused: nobody knows
    LiveBroker broker = server("aof_enabled:0\r\n");
    broker.redis->saves = false;
    EXPECT_EQ(judged(broker),
              "warning: redis/not-persistent: Redis keeps the queues in memory alone: a restart loses every task that "
              "waits\n");
    EXPECT_EQ(judged(broker, project::Mode::development).substr(0, 6), "note: ");
    broker.redis->saves = true;
    EXPECT_EQ(judged(broker), "");
}

TEST(RedisRules, TellOfServersThatTakeNothing) {
    EXPECT_EQ(
        judged(server("role:slave\r\n")),
        "error: redis/read-only: the broker is a replica of another Redis: it takes no message, and loses what it "
        "is sent\n");
    EXPECT_EQ(judged(server("role:master\r\nrdb_last_bgsave_status:err\r\n")),
              "error: redis/save-fails: Redis could not write to its disk of late, and may refuse every task until it "
              "can\n");
}

}  // namespace
}  // namespace megactl::checks
