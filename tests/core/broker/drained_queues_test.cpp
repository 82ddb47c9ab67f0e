#include "core/broker/drained_queues.hpp"

#include "core/broker/source.hpp"
#include "tests/support/redis_server.hpp"

#include <gtest/gtest.h>

namespace megactl::broker {
namespace {

using Drained = std::map<std::string, std::vector<std::string>>;

}  // namespace

TEST(DrainedQueues, AreKeptUntilTheyAreForgotten) {
    const tests::RedisServer server;
    const ControlPlace place = control_place(server.socket_url(), {}).value();
    DrainedQueues first(place);
    EXPECT_EQ(first.all(), Drained{});
    first.add("w1@here", {"email", "celery"});
    first.add("w1@here", {});
    DrainedQueues second(place);
    second.add("w1@here", {"clicks", "celery"});
    second.add("w2@here", {"celery"});
    EXPECT_EQ(first.all(), (Drained{{"w1@here", {"celery", "clicks", "email"}}, {"w2@here", {"celery"}}}));
    first.forget("w1@here", {"celery", "clicks", "email"});
    EXPECT_EQ(second.all(), (Drained{{"w2@here", {"celery"}}}));
}

}  // namespace megactl::broker
