// What a worker holds: when it runs, when it goes back, and for how long it is kept.

#include "tests/core/worker/worker_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>

namespace megactl::worker {
namespace {

using celery::State;
using tests::message;
using tests::payload;
using Kept = tests::FakePlaces::Kept;

TEST_F(WorkerTest, RevokesWhatHasExpired) {
    celery::Message late = message("good", "one");
    late.expires = clock.now() - std::chrono::seconds(1);
    places.put("work", payload(late));
    EXPECT_EQ(burst().expired, 1U);
    EXPECT_EQ(state_of("one"), State::revoked);
    EXPECT_THAT(places.kept().results.at("one").back().result, testing::HasSubstr("TaskRevokedError"));
}

TEST_F(WorkerTest, KeepsWhatIsDueLaterAndRunsItThen) {
    celery::Message later = message("good", "one");
    later.eta = clock.now() + std::chrono::hours(2);
    places.put("work", payload(later));
    const WorkerAccount account = run_until([&, is_awake = false](const Kept& kept) mutable {
        if (!is_awake && kept.held.size() == 1 && kept.results.empty()) {
            is_awake = true;
            clock.advance(std::chrono::hours(2));
        }
        return kept.results.contains("one") && kept.held.empty();
    });
    EXPECT_EQ(account.done, 1U);
}

TEST_F(WorkerTest, BeginsNoMoreThanAHandlersPaceAllows) {
    registry.add("paced", {.run = all_succeed, .pace = std::chrono::minutes(1)});
    for (const char* id : {"one", "two", "three"})
        places.put("work", payload("paced", id));
    places.put("work", payload("good", "other"));
    std::size_t waiting = 2;  // for their turns
    const WorkerAccount account = run_until([&](const Kept& kept) {
        if (waiting > 0 && kept.results.contains("other") && kept.held.size() == waiting) {
            EXPECT_FALSE(kept.results.contains("three"));
            EXPECT_EQ(kept.results.contains("two"), waiting == 1);
            --waiting;
            clock.advance(std::chrono::minutes(1));
        }
        return kept.results.contains("three") && kept.held.empty();
    });
    EXPECT_EQ(account.done, 4U);
    EXPECT_EQ(waiting, 0U);
}

TEST_F(WorkerTest, LooksAtTheExpiryAgainWhenASleeperWakes) {
    celery::Message later = message("good", "one");
    later.eta = clock.now() + std::chrono::seconds(5);
    later.expires = clock.now() + std::chrono::seconds(6);
    places.put("work", payload(later));
    const WorkerAccount account = run_until([&, is_awake = false](const Kept& kept) mutable {
        if (!is_awake && kept.held.size() == 1) {
            is_awake = true;
            clock.advance(std::chrono::seconds(7));
        }
        return kept.results.contains("one");
    });
    EXPECT_EQ(account.expired, 1U);
}

TEST_F(WorkerTest, GivesSleepersBackToTheHeadWhenItStops) {
    celery::Message later = message("good", "one");
    later.eta = clock.now() + std::chrono::hours(2);
    places.put("work", payload(later));
    const WorkerAccount account = run_until([](const Kept& kept) { return kept.held.size() == 1; });
    EXPECT_EQ(account.given_back, 1U);
    EXPECT_EQ(places.kept().queues.at("work").size(), 1U);
    EXPECT_TRUE(places.kept().held.empty());
}

TEST_F(WorkerTest, DoesNotRunAgainWhatWasDone) {
    places.put("work", payload("good", "one"));
    EXPECT_EQ(burst().done, 1U);
    std::atomic<int> runs = 0;
    registry.add("good", {.run = [&](std::span<const celery::Message> messages) {
                     ++runs;
                     return all_succeed(messages);
                 }});
    places.put("work", payload("good", "one"), true);
    places.put("work", payload("good", "two"), true);
    EXPECT_EQ(burst().done, 1U);
    EXPECT_EQ(runs, 1);
    EXPECT_TRUE(places.kept().held.empty());
}

TEST_F(WorkerTest, FillsBatchesFromAQueueThatHoldsNothingElse) {
    std::mutex mutex;
    std::size_t largest = 0;
    std::atomic<std::size_t> seen = 0;
    registry.add("many", {.run =
                              [&](std::span<const celery::Message> messages) {
                                  const std::lock_guard lock(mutex);
                                  largest = std::max(largest, messages.size());
                                  seen += messages.size();
                                  return all_succeed(messages);
                              },
                          .batch = 50});
    for (int i = 0; i < 200; ++i)
        places.put("work", payload("many", std::to_string(i)));
    EXPECT_EQ(burst().done, 200U);
    EXPECT_EQ(seen, 200U);
    EXPECT_EQ(largest, 50U);
}

TEST_F(WorkerTest, TakesNoMoreThanThreadsAreFree) {
    std::promise<void> goes_on;
    const std::shared_future<void> gone_on(goes_on.get_future());
    registry.add("slow", {.run = [&](std::span<const celery::Message> messages) {
                     gone_on.wait();
                     return all_succeed(messages);
                 }});
    for (int i = 0; i < 10; ++i)
        places.put("work", payload("slow", std::to_string(i)));
    run_until([&, is_open = false](const Kept& kept) mutable {
        if (!is_open && kept.results.size() == 2) {  // both have begun
            is_open = true;
            EXPECT_EQ(kept.held.size(), 2U);
            EXPECT_EQ(kept.queues.at("work").size(), 8U);
            goes_on.set_value();
        }
        return kept.results.size() == 10;
    });
}

TEST_F(WorkerTest, GivesBackWhatRunsLongerThanItsGrace) {
    std::promise<void> goes_on;
    registry.add("endless", {.run = [&](std::span<const celery::Message> messages) {
                     goes_on.get_future().wait();
                     return all_succeed(messages);
                 }});
    places.put("work", payload("endless", "one"));
    options.grace = std::chrono::milliseconds(1);
    std::stop_source stop;
    Worker worker(places.broker(), places.results(), registry, options);
    std::future<WorkerAccount> ended = std::async(std::launch::async, [&] { return worker.run(stop.get_token()); });
    EXPECT_TRUE(places.wait_for([](const Kept& kept) { return kept.results.contains("one"); }));
    stop.request_stop();
    const WorkerAccount account = ended.get();
    EXPECT_EQ(account.unfinished, 1U);
    EXPECT_EQ(account.given_back, 1U);
    EXPECT_EQ(places.kept().queues.at("work").size(), 1U);
    goes_on.set_value();
}

TEST_F(WorkerTest, LetsRunningTasksEndWithinTheirGrace) {
    std::promise<void> goes_on;
    registry.add("slow", {.run = [&](std::span<const celery::Message> messages) {
                     goes_on.get_future().wait();
                     return all_succeed(messages);
                 }});
    options.on_stopping = [&](std::size_t running) {
        EXPECT_EQ(running, 1U);
        goes_on.set_value();
    };
    places.put("work", payload("slow", "one"));
    const WorkerAccount account = run_until([](const Kept& kept) { return kept.results.contains("one"); });
    EXPECT_EQ(account.done, 1U);
    EXPECT_EQ(account.given_back, 0U);
    EXPECT_EQ(state_of("one"), State::success);
}

TEST_F(WorkerTest, RenewsWhatItHolds) {
    places.set_lease(std::chrono::milliseconds(15));
    celery::Message later = message("good", "one");
    later.eta = clock.now() + std::chrono::hours(2);
    places.put("work", payload(later));
    places.fail("renew", 2);
    run_until([](const Kept& kept) { return kept.answered.contains("renew") && kept.answered.at("renew") >= 3; });
}

TEST_F(WorkerTest, ForgetsASleeperThatSomebodyElseHas) {
    places.set_lease(std::chrono::milliseconds(15));
    celery::Message later = message("good", "one");
    later.eta = clock.now() + std::chrono::hours(2);
    places.put("work", payload(later));
    places.take_away_all();
    const WorkerAccount account = run_until([&, is_over = false](const Kept& kept) mutable {
        if (!is_over && kept.answered.contains("renew")) {
            is_over = true;
            clock.advance(std::chrono::hours(2));
        }
        return is_over && kept.answered.at("renew") >= 1 && kept.answered.at("receive") >= 5;
    });
    EXPECT_EQ(account.done, 0U);
    EXPECT_EQ(account.given_back, 0U);
}

}  // namespace
}  // namespace megactl::worker
