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

}  // namespace
}  // namespace megactl::broker
