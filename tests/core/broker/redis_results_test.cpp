// What is Redis' own: documents that somebody else keeps where results are.

#include "core/broker/redis_results.hpp"

#include "core/broker/source.hpp"
#include "tests/support/redis_server.hpp"

#include <gtest/gtest.h>

namespace megactl::broker {
namespace {

using namespace std::chrono_literals;

// A worker asks for the result of what was delivered again: it must go on, whatever it is told.
TEST(RedisResultsTest, TakesWhatIsNoResultForNone) {
    const tests::RedisServer server;
    redis::Connection raw(redis::endpoint_of(*parse_url(server.socket_url())).value(), redis::Patience{30s, 30s});
    const auto results = result_source(server.socket_url(), {}).open();
    raw.call({"SET", "celery-task-meta-other", R"({"result": 7})"});
    raw.call({"SET", "celery-task-meta-pickled", "\x80\x02}."});
    EXPECT_FALSE(results->fetch("other"));
    EXPECT_FALSE(results->fetch("pickled"));
}

TEST(RedisResultsTest, ReadsTheStatesThatTasksInvent) {
    const tests::RedisServer server;
    redis::Connection raw(redis::endpoint_of(*parse_url(server.socket_url())).value(), redis::Patience{30s, 30s});
    raw.call({"SET", "celery-task-meta-own", R"({"status": "PROGRESS", "result": 7, "task_id": "another"})"});
    const auto result = result_source(server.socket_url(), {}).open()->fetch("own");
    ASSERT_TRUE(result);
    EXPECT_EQ(state_name(*result), "PROGRESS");
    EXPECT_EQ(result->id, "own");
}

// A chord of three, one of whose parts Celery counts.
class RedisChordTest : public testing::Test {
protected:
    RedisChordTest() { raw_.call({"SET", "celery-taskset-meta-gid.s", "3"}); }

    std::optional<celery::ChordEnd> count(const std::string& id, std::int64_t index, const std::string& value = "1") {
        return results_->count({.group = "gid", .index = index, .id = id, .value = value});
    }
    void celery_counts(const std::string& place, const std::string& part) {
        raw_.call({"ZADD", "celery-taskset-meta-gid.j", place, part});
    }
    redis::Connection& raw() { return raw_; }
    ResultBackend& results() { return *results_; }

private:
    tests::RedisServer server_;
    redis::Connection raw_{redis::endpoint_of(*parse_url(server_.socket_url())).value(), redis::Patience{30s, 30s}};
    std::unique_ptr<ResultBackend> results_ = result_source(server_.socket_url(), {}).open();
};

TEST_F(RedisChordTest, AnswersTheLastPartWithAllInTheirOrder) {
    EXPECT_FALSE(count("c", 2, "[3]"));
    celery_counts("0", R"([1, "a", "SUCCESS", 1])");
    const auto end = count("b", 1);
    ASSERT_TRUE(end);
    EXPECT_EQ(end->parts, (std::vector<std::string>{R"([1, "a", "SUCCESS", 1])", R"([1, "b", "SUCCESS", 1])",
                                                    R"([1, "c", "SUCCESS", [3]])"}));
    EXPECT_EQ(end->header, "");
}

TEST_F(RedisChordTest, CountsEachPartOnceAndAnswersTheLastAgain) {
    EXPECT_FALSE(count("a", 0));
    EXPECT_FALSE(count("a", 0, "7"));  // it ran once more, and came to something else
    EXPECT_FALSE(count("b", 1));
    EXPECT_TRUE(count("c", 2));
    EXPECT_TRUE(count("c", 2));
    EXPECT_FALSE(count("b", 1));
    results().forget_chord("gid");
    EXPECT_TRUE(count("c", 2));
    EXPECT_GT(raw().call({"TTL", "celery-taskset-meta-gid.j"}).number(), 0);
}

TEST_F(RedisChordTest, CountsMoreThanWasSaidFirst) {
    raw().call({"SET", "celery-taskset-meta-gid.t", "-1"});
    EXPECT_FALSE(count("a", 0));
    EXPECT_TRUE(count("b", 1));
}

TEST_F(RedisChordTest, AnswersNothingBeforeItIsSaidHowManyThereAre) {
    raw().call({"DEL", "celery-taskset-meta-gid.s"});
    EXPECT_FALSE(count("a", 0));
    results().begin_chord({.group = "gid", .parts = 1});
    EXPECT_EQ(raw().call({"GET", "celery-taskset-meta-gid.s"}).text, "1");
    EXPECT_TRUE(count("a", 0));
}

}  // namespace
}  // namespace megactl::broker
