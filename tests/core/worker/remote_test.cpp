#include "core/worker/remote.hpp"

#include "tests/core/worker/worker_fixture.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace megactl::worker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using tests::message;
using tests::payload;

class RemoteTest : public testing::Test {
protected:
    RemoteTest()
        : controls_({"work", "more"}),
          pool_(2, [](const Batch&) {}),
          remote_(told(), registry_, held_, running_, controls_, pool_) {
        registry_.add("good", {.run = all_succeed});
        registry_.add("paced", {.run = all_succeed, .pace = std::chrono::seconds(6)});
    }

    std::string answer(std::string_view method, std::string_view arguments = "{}") {
        return remote_.answer({.method = std::string(method), .arguments = std::string(arguments)}).value_or("none");
    }
    void hold(const celery::Message& call) {
        const broker::Delivery delivery{.queue = "work", .tag = call.id, .payload = payload(call)};
        held_.add(std::span(&delivery, 1));
    }
    // The ids of what a method lists.
    std::vector<std::string> ids(std::string_view method) {
        const std::string text = answer(method);
        std::vector<std::string> found;
        for (const JsonView& entry : JsonView::parse(text).value().elements()) {
            const auto request = entry.member("request");
            found.push_back((request ? *request : entry).text_of("id"));
        }
        return found;
    }

    Held held_;
    Running running_;
    Controls controls_;
    TaskRegistry registry_;
    Pool pool_;
    tests::FakeClock clock_;

private:
    const WorkerOptions& told() {
        options_.name = "w1@here";
        options_.version = "1.2.3";
        options_.told_settings = {{"broker_url", "redis://:••••@redis:6379/0"}};
        options_.now = [this] { return clock_.now(); };
        return options_;
    }

    WorkerOptions options_;

protected:
    Remote remote_;
};

}  // namespace

TEST_F(RemoteTest, AnswersPing) {
    EXPECT_EQ(answer("ping"), R"({"ok": "pong"})");
}

TEST_F(RemoteTest, SaysOfWhatItDoesNotKnowWhatCelerySays) {
    EXPECT_EQ(answer("nosuchcmd"), R"x({"error": "KeyError('nosuchcmd')"})x");
}

TEST_F(RemoteTest, TellsWhatRunsWhatWaitsAndWhatIsDueLater) {
    Batch batch{.handler = registry_.find("good")};
    batch.receipts.push_back({.tag = "a", .queue = "more"});
    batch.messages.push_back(message("good", "runs"));
    const Running::Run run(running_, batch, clock_.now());
    celery::Message later = message("good", "later");
    later.eta = clock_.now() + std::chrono::minutes(1);
    celery::Message late = message("paced", "waits");
    late.eta = clock_.now() - std::chrono::minutes(1);
    hold(later);
    hold(late);
    hold(message("stranger", "elsewhere"));
    EXPECT_THAT(ids("active"), ElementsAre("runs"));
    EXPECT_THAT(ids("dump_active"), ElementsAre("runs"));
    EXPECT_THAT(ids("reserved"), ElementsAre("waits"));
    EXPECT_THAT(ids("scheduled"), ElementsAre("later"));
    EXPECT_THAT(answer("active"), HasSubstr(R"("routing_key": "more")"));
    EXPECT_THAT(answer("active"), HasSubstr(R"("hostname": "w1@here")"));
    EXPECT_THAT(answer("scheduled"), HasSubstr(celery::format_time(*later.eta)));
    EXPECT_THAT(answer("query_task", R"({"ids": ["runs", "later", "nobody"]})"),
                testing::AllOf(HasSubstr(R"("runs": ["active", )"), HasSubstr(R"("later": ["reserved", )"),
                               testing::Not(HasSubstr("nobody"))));
}

TEST_F(RemoteTest, CountsWhatHasBegunEvenWhenItIsDone) {
    Batch batch{.handler = registry_.find("good")};
    for (const char* id : {"one", "two"}) {
        batch.receipts.push_back({.tag = id, .queue = "work"});
        batch.messages.push_back(message("good", id));
    }
    { const Running::Run run(running_, batch, clock_.now()); }
    EXPECT_THAT(ids("active"), ElementsAre());
    const std::string stats = answer("stats");
    EXPECT_THAT(stats, HasSubstr(R"("total": {"good": 2})"));
    EXPECT_THAT(stats, HasSubstr(R"("max-concurrency": 2)"));
    EXPECT_TRUE(JsonView::parse(stats));
}

TEST_F(RemoteTest, TellsTheTasksThatItKnows) {
    EXPECT_EQ(answer("registered"), R"(["good", "paced [rate_limit=10/m]"])");
}

TEST_F(RemoteTest, TellsItsSettingsAsTheyMayBeShown) {
    EXPECT_EQ(answer("conf"), R"({"megactl": "1.2.3", "broker_url": "redis://:••••@redis:6379/0"})");
    EXPECT_THAT(answer("report"), HasSubstr("megactl:1.2.3"));
}

TEST_F(RemoteTest, RevokesOneOrMany) {
    EXPECT_EQ(answer("revoke", R"({"task_id": "one"})"), R"({"ok": "tasks one flagged as revoked"})");
    EXPECT_EQ(answer("revoke", R"({"task_id": ["two", "three"]})"), R"({"ok": "tasks two, three flagged as revoked"})");
    EXPECT_EQ(answer("revoked"), R"(["one", "two", "three"])");
    EXPECT_THAT(answer("revoke"), HasSubstr("`task_id` is missing"));
}

TEST_F(RemoteTest, TerminatesNothingThatRuns) {
    Batch batch{.handler = registry_.find("good")};
    batch.receipts.push_back({.tag = "a", .queue = "work"});
    batch.messages.push_back(message("good", "runs"));
    const Running::Run run(running_, batch, clock_.now());
    hold(message("good", "waits"));
    EXPECT_EQ(answer("revoke", R"({"task_id": ["runs", "waits"], "terminate": true})"),
              R"({"error": "it terminates no task that runs: runs"})");
    EXPECT_EQ(answer("revoke", R"({"task_id": "waits", "terminate": true})"), R"({"ok": "terminate: waits"})");
    EXPECT_EQ(answer("revoke", R"({"task_id": "else", "terminate": true})"), R"({"ok": "terminate: tasks unknown"})");
    EXPECT_EQ(answer("revoked"), R"(["runs", "waits", "else"])");
}

TEST_F(RemoteTest, ChangesItsQueues) {
    EXPECT_EQ(answer("add_consumer", R"({"queue": "extra"})"), R"({"ok": "add consumer extra"})");
    EXPECT_EQ(answer("cancel_consumer", R"({"queue": "work"})"), R"({"ok": "no longer consuming from work"})");
    EXPECT_THAT(controls_.queues.names(), ElementsAre("more", "extra"));
    const std::string queues = answer("active_queues");
    EXPECT_EQ(JsonView::parse(queues).value().elements().at(1).text_of("name"), "extra");
}

TEST_F(RemoteTest, ChangesHowManyRunAtOnce) {
    EXPECT_EQ(answer("pool_grow", R"({"n": "2"})"), R"({"ok": "pool will grow"})");
    EXPECT_EQ(pool_.free(), 4U);
    EXPECT_EQ(answer("pool_shrink"), R"({"ok": "pool will shrink"})");
    EXPECT_EQ(pool_.free(), 3U);
    for (const char* arguments : {R"({"n": 3})", R"({"n": 0})", R"({"n": "x"})", R"({"n": 9999999999})"})
        EXPECT_THAT(answer("pool_shrink", arguments), HasSubstr("error")) << arguments;
    EXPECT_THAT(answer("pool_grow", R"({"n": 254})"), HasSubstr("error"));
    EXPECT_EQ(pool_.size(), 3U);
}

TEST_F(RemoteTest, ChangesRateLimits) {
    EXPECT_EQ(answer("rate_limit", R"({"task_name": "good", "rate_limit": "2/s"})"),
              R"({"ok": "new rate limit set successfully"})");
    EXPECT_EQ(answer("rate_limit", R"({"task_name": "paced", "rate_limit": "0"})"),
              R"({"ok": "rate limit disabled successfully"})");
    EXPECT_EQ(answer("registered"), R"(["good [rate_limit=2/s]", "paced"])");
    EXPECT_EQ(answer("rate_limit", R"({"task_name": "x", "rate_limit": "2/s"})"), R"({"error": "unknown task"})");
    EXPECT_THAT(answer("rate_limit", R"({"task_name": "good", "rate_limit": "often"})"), HasSubstr("error"));
}

TEST_F(RemoteTest, ShutsDownWithoutAnAnswer) {
    EXPECT_EQ(answer("shutdown"), "none");
    EXPECT_TRUE(controls_.shutdown.stop_requested());
}

TEST_F(RemoteTest, AWorkerThatStartsLearnsWhatIsRevoked) {
    EXPECT_EQ(answer("hello", R"({"from_node": "w1@here"})"), "null");
    const std::string said = answer("hello", R"({"from_node": "w2@here", "revoked": {"one": [1.5, "one"]}})");
    const auto view = JsonView::parse(said);
    ASSERT_TRUE(view);
    EXPECT_TRUE(view->member("revoked")->member("one"));
    EXPECT_GT(view->member("clock")->integer(), 0);
}

TEST_F(RemoteTest, TellsMonitorsThatItIsThere) {
    Batch batch{.handler = registry_.find("good")};
    batch.receipts.push_back({.tag = "a", .queue = "more"});
    batch.messages.push_back(message("good", "runs"));
    const Running::Run run(running_, batch, clock_.now());
    const celery::WorkerEvent first = remote_.event(celery::WorkerEvent::Kind::online);
    EXPECT_EQ(first.node, "w1@here");
    EXPECT_EQ(first.time, clock_.now());
    EXPECT_EQ(first.active, 1U);
    EXPECT_EQ(first.processed, 1U);
    EXPECT_LT(first.clock, remote_.event(celery::WorkerEvent::Kind::heartbeat).clock);
    EXPECT_FALSE(remote_.take_wish_for_heartbeat());
    EXPECT_EQ(answer("heartbeat"), "null");
    EXPECT_TRUE(remote_.take_wish_for_heartbeat());
    EXPECT_FALSE(remote_.take_wish_for_heartbeat());
}

TEST_F(RemoteTest, ItsClockIsNeverBehindWhatItHasSeen) {
    remote_.saw_clock(41);
    EXPECT_EQ(answer("clock"), R"({"clock": 42})");
    EXPECT_EQ(remote_.next_clock(), 43);
    remote_.saw_clock(-5);
    EXPECT_EQ(answer("clock"), R"({"clock": 44})");
}

}  // namespace megactl::worker
