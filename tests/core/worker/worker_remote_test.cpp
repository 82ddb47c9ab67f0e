// A whole worker that remote control speaks to, over a real Redis; its queues are the fake ones.

#include "core/broker/source.hpp"
#include "tests/core/worker/worker_fixture.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/redis_server.hpp"

#include <gtest/gtest.h>

namespace megactl::worker {
namespace {

using tests::message;
using tests::payload;
using Kept = tests::FakePlaces::Kept;

class WorkerRemoteTest : public WorkerTest {
protected:
    WorkerRemoteTest() { options.control = broker::control_place(server_.socket_url(), {}); }

    // What the only worker says, once it listens.
    std::string told(const celery::ControlRequest& request) {
        std::string answer;
        EXPECT_TRUE(tests::comes_true([&] {
            const broker::Answers answers =
                broker::ask(*options.control, {.requests = {request}, .patience = std::chrono::seconds(30)}, {})
                    .front();
            if (!answers.replies.empty()) answer = answers.replies.front().answer;
            return !answers.replies.empty();
        }));
        return answer;
    }
    // A worker that runs while `meanwhile` does something to it.
    WorkerAccount run_while(const std::function<void()>& meanwhile) {
        std::stop_source stop;
        Worker worker(places.broker(), places.results(), registry, options);
        std::future<WorkerAccount> ended = std::async(std::launch::async, [&] { return worker.run(stop.get_token()); });
        meanwhile();
        stop.request_stop();
        return ended.get();
    }

private:
    tests::RedisServer server_;
};

}  // namespace

TEST_F(WorkerRemoteTest, DoesNotRunWhatWasRevoked) {
    celery::Message later = message("good", "later");
    later.eta = clock.now() + std::chrono::hours(1);
    const WorkerAccount account = run_while([&] {
        told({.method = "revoke", .arguments = R"({"task_id": ["now", "later"]})"});
        places.put("work", payload("good", "now"));
        places.put("work", payload(later));
        EXPECT_TRUE(places.wait_for([](const Kept& kept) { return kept.results.size() == 2 && kept.held.empty(); }));
    });
    EXPECT_EQ(account.revoked, 2U);
    EXPECT_EQ(account.done, 0U);
    for (const char* id : {"now", "later"}) {
        EXPECT_EQ(state_of(id), celery::State::revoked);
        EXPECT_EQ(places.kept().results.at(id).back().result,
                  celery::exception_object("TaskRevokedError", "revoked", "celery.exceptions"));
    }
}

TEST_F(WorkerRemoteTest, LetsWhatWasRevokedWaitNoLonger) {
    celery::Message later = message("good", "later");
    later.eta = clock.now() + std::chrono::hours(1);
    places.put("work", payload(later));
    const WorkerAccount account = run_while([&] {
        EXPECT_TRUE(places.wait_for([](const Kept& kept) { return kept.held.size() == 1; }));
        told({.method = "revoke", .arguments = R"({"task_id": "later"})"});
        EXPECT_TRUE(places.wait_for([](const Kept& kept) { return kept.results.size() == 1 && kept.held.empty(); }));
    });
    EXPECT_EQ(account.revoked, 1U);
    EXPECT_EQ(state_of("later"), celery::State::revoked);
}

TEST_F(WorkerRemoteTest, TakesFromTheQueuesThatItIsTold) {
    run_while([&] {
        told({.method = "add_consumer", .arguments = R"({"queue": "extra"})"});
        places.put("extra", payload("good", "one"));
        EXPECT_TRUE(places.wait_for([](const Kept& kept) { return kept.results.contains("one"); }));
    });
}

TEST_F(WorkerRemoteTest, ShowsWhatRuns) {
    std::promise<void> goes_on;
    registry.add("slow", {.run = [&](std::span<const celery::Message> messages) {
                     goes_on.get_future().wait();
                     return all_succeed(messages);
                 }});
    places.put("work", payload("slow", "one"));
    run_while([&] {
        EXPECT_TRUE(tests::comes_true([&] { return told({.method = "active"}).find("\"one\"") != std::string::npos; }));
        goes_on.set_value();
    });
}

TEST_F(WorkerRemoteTest, EndsWhereItIsToldTo) {
    Worker worker(places.broker(), places.results(), registry, options);
    std::future<WorkerAccount> ended = std::async(std::launch::async, [&] { return worker.run({}); });
    told({.method = "ping"});
    broker::tell(*options.control, {.method = "shutdown"});
    EXPECT_TRUE(ended.get().is_shut_down);
    EXPECT_TRUE(tests::comes_true([&] { return broker::tell(*options.control, {.method = "ping"}) == 0; }));
}

TEST_F(WorkerRemoteTest, WorksWhereNobodyCanAsk) {
    options.control = broker::control_place("redis://127.0.0.1:1/0", {});
    places.put("work", payload("good", "one"));
    EXPECT_EQ(burst().done, 1U);
}

}  // namespace megactl::worker
