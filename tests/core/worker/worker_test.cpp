#include "core/worker/worker.hpp"

#include "core/base/error.hpp"
#include "tests/core/worker/fake_places.hpp"
#include "tests/core/worker/messages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

namespace megactl::worker {
namespace {

using celery::State;
using testing::ElementsAre;
using tests::message;
using tests::payload;
using Kept = tests::FakePlaces::Kept;

std::vector<Outcome> all_succeed(std::span<const celery::Message> messages) {
    return std::vector<Outcome>(messages.size(), Succeeded{.value = "\"well\""});
}

Handler handler_of(Outcome outcome) {
    return {.run = [outcome](std::span<const celery::Message> messages) {
        return std::vector<Outcome>(messages.size(), outcome);
    }};
}

class WorkerTest : public testing::Test {
protected:
    WorkerTest() {
        options.name = "megactl@here";
        options.queues = {"work", "more"};
        options.poll = std::chrono::milliseconds(20);
        options.longest_wait = std::chrono::milliseconds(1);
        options.now = [this] { return clock.now(); };
        options.draw = [](std::uint64_t most) { return most; };
        registry.add("good", {.run = all_succeed});
    }

    // Everything that waits, to its end.
    WorkerAccount burst() {
        options.is_burst = true;
        Worker worker(places.broker(), places.results(), registry, options);
        return worker.run({});
    }

    // A worker that goes on until `sign` is seen.
    WorkerAccount run_until(const std::function<bool(const Kept&)>& sign) {
        std::stop_source stop;
        Worker worker(places.broker(), places.results(), registry, options);
        std::future<WorkerAccount> ended = std::async(std::launch::async, [&] { return worker.run(stop.get_token()); });
        EXPECT_TRUE(places.wait_for(sign));
        stop.request_stop();
        return ended.get();
    }

    State state_of(const std::string& id) const {
        const Kept kept = places.kept();
        const auto found = kept.results.find(id);
        return found == kept.results.end() ? State::pending : found->second.back().state;
    }

    tests::FakePlaces places;
    tests::FakeClock clock;
    TaskRegistry registry;
    WorkerOptions options;
};

TEST_F(WorkerTest, RunsWhatWaitsAndStoresWhatItAnswers) {
    for (const char* id : {"one", "two", "three"})
        places.put("work", payload("good", id));
    places.put("more", payload("good", "four"));
    EXPECT_EQ(burst().done, 4U);
    const Kept kept = places.kept();
    EXPECT_TRUE(kept.held.empty());
    for (const char* id : {"one", "two", "three", "four"}) {
        ASSERT_EQ(state_of(id), State::success) << id;
        EXPECT_EQ(kept.results.at(id).back().result, "\"well\"");
    }
}

TEST_F(WorkerTest, StoresNoResultThatNobodyWants) {
    celery::Message ignored = message("good", "one");
    ignored.ignores_result = true;
    places.put("work", payload(ignored));
    EXPECT_EQ(burst().done, 1U);
    EXPECT_TRUE(places.kept().results.empty());
}

TEST_F(WorkerTest, SaysThatATaskHasBegun) {
    std::promise<void> goes_on;
    registry.add("slow", {.run = [&](std::span<const celery::Message> messages) {
                     goes_on.get_future().wait();
                     return all_succeed(messages);
                 }});
    places.put("work", payload("slow", "one"));
    run_until([&](const Kept& kept) {
        if (!kept.results.contains("one")) return false;
        if (kept.results.at("one").size() == 1) goes_on.set_value();
        return true;
    });
    const auto results = places.kept().results.at("one");
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(results[0].state, State::started);
    EXPECT_THAT(results[0].result, testing::HasSubstr("megactl@here"));
    EXPECT_EQ(results[1].state, State::success);
}

TEST_F(WorkerTest, SendsARetryThenStoresThenAcknowledges) {
    registry.add("flaky", handler_of(Retried{.reason = "no luck", .delay = std::chrono::hours(1)}));
    places.put("work", payload("flaky", "one"));
    EXPECT_EQ(burst().retried, 1U);
    const Kept kept = places.kept();
    std::vector<std::string> calls = kept.calls;
    std::erase(calls, "store one STARTED");  // where it was told in time
    EXPECT_THAT(calls, ElementsAre("publish 1", "store one RETRY", "acknowledge 1", "give back 1"));
    ASSERT_EQ(kept.queues.at("work").size(), 1U);  // given back at the end of the burst
    const auto again = celery::decode(kept.queues.at("work").front().payload);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->id, "one");
    EXPECT_EQ(again->retries, 1);
    EXPECT_EQ(again->parent_id, "one");
    EXPECT_EQ(again->eta, clock.now() + std::chrono::hours(1));
    EXPECT_TRUE(kept.marks.empty());
}

TEST_F(WorkerTest, SendsARetryOnceThoughTheConnectionBreaks) {
    registry.add("flaky", handler_of(Retried{.reason = "no luck", .delay = std::chrono::hours(1)}));
    places.put("work", payload("flaky", "one"));
    places.break_after("publish", 2);
    EXPECT_EQ(burst().retried, 1U);
    EXPECT_EQ(places.kept().queues.at("work").size(), 1U);
}

TEST_F(WorkerTest, FailsATaskWhoseRetriesAreSpent) {
    registry.add("flaky", handler_of(Retried{.reason = "no luck"}));
    celery::Message last = message("flaky", "one");
    last.retries = 3;
    places.put("work", payload(last));
    EXPECT_EQ(burst().failed, 1U);
    EXPECT_EQ(state_of("one"), State::failure);
    EXPECT_THAT(places.kept().results.at("one").back().result, testing::HasSubstr("no luck"));
}

TEST_F(WorkerTest, TakesWhatAHandlerThrowsForAFailure) {
    registry.add("bad", {.run = [](std::span<const celery::Message>) -> std::vector<Outcome> {
                     throw std::runtime_error("went wrong");
                 }});
    registry.add("silent", {.run = [](std::span<const celery::Message>) { return std::vector<Outcome>{}; }});
    places.put("work", payload("bad", "one"));
    places.put("work", payload("silent", "two"));
    EXPECT_EQ(burst().failed, 2U);
    EXPECT_THAT(places.kept().results.at("one").back().result, testing::HasSubstr("went wrong"));
    EXPECT_EQ(state_of("two"), State::failure);
}

TEST_F(WorkerTest, AcknowledgesOnlyWhatIsStored) {
    places.put("work", payload("good", "one"));
    places.fail("store", 3);
    EXPECT_EQ(burst().done, 1U);
    const Kept kept = places.kept();
    EXPECT_EQ(kept.calls[kept.calls.size() - 2], "store one SUCCESS");
    EXPECT_EQ(kept.calls.back(), "acknowledge 1");
}

TEST_F(WorkerTest, AcknowledgesEarlyWhereTheHandlerWantsIt) {
    std::vector<std::string> calls_before_run;
    registry.add("early", {.run =
                               [&](std::span<const celery::Message> messages) {
                                   calls_before_run = places.kept().calls;
                                   return all_succeed(messages);
                               },
                           .acknowledges_late = false});
    places.put("work", payload("early", "one"));
    places.fail("acknowledge", 1);
    run_until([](const Kept& kept) { return kept.results.contains("one"); });
    ASSERT_FALSE(calls_before_run.empty());
    EXPECT_EQ(calls_before_run.front(), "acknowledge 1");
    EXPECT_EQ(state_of("one"), State::success);
}

TEST_F(WorkerTest, OutlivesABrokerThatIsAway) {
    for (const char* call : {"receive", "restore", "acknowledge", "renew"})
        places.fail(call, 5);
    places.put("work", payload("good", "one"));
    const WorkerAccount account = run_until([](const Kept& kept) {
        return kept.results.contains("one") && kept.held.empty() && kept.answered.contains("acknowledge");
    });
    EXPECT_EQ(account.done, 1U);
}

TEST_F(WorkerTest, EndsABurstWithTheBrokersFailure) {
    places.fail("receive", 1);
    EXPECT_THROW(burst(), Error);
}

TEST_F(WorkerTest, StopsWhileTheBrokerIsAway) {
    places.fail("receive", 1'000'000);
    std::stop_source stop;
    Worker worker(places.broker(), places.results(), registry, options);
    std::future<WorkerAccount> ended = std::async(std::launch::async, [&] { return worker.run(stop.get_token()); });
    places.wait_for([](const Kept& kept) { return kept.answered.contains("restore"); });
    stop.request_stop();
    EXPECT_EQ(ended.get().done, 0U);
}

TEST_F(WorkerTest, BuriesWhatItCannotRead) {
    places.put("work", "no JSON at all");
    places.put("work", payload("good", "two"));
    const WorkerAccount account = burst();
    EXPECT_EQ(account.buried, 1U);
    EXPECT_EQ(account.done, 1U);
    const Kept kept = places.kept();
    ASSERT_EQ(kept.dead.size(), 1U);
    EXPECT_EQ(kept.dead[0].payload, "no JSON at all");
    EXPECT_EQ(kept.dead[0].queue, "work");
    EXPECT_FALSE(kept.dead[0].reason.empty());
}

TEST_F(WorkerTest, BuriesRatherThanHalfExecutesACanvas) {
    celery::Message first = message("good", "one");
    first.embed = R"({"callbacks": null, "errbacks": null, "chain": [{"task": "good"}], "chord": null})";
    celery::Message alone = message("good", "two");
    alone.embed = R"({"callbacks": [], "errbacks": null, "chain": [], "chord": null})";
    places.put("work", payload(first));
    places.put("work", payload(alone));
    const WorkerAccount account = burst();
    EXPECT_EQ(account.buried, 1U);
    EXPECT_EQ(account.done, 1U);
    EXPECT_THAT(places.kept().dead.at(0).reason, testing::HasSubstr("chain"));
}

TEST_F(WorkerTest, LeavesUnknownTasksWhereTheyAreAndRunsWhatIsBehind) {
    places.put("work", payload("strange", "one"));
    places.put("work", payload("strange", "two"));
    for (const char* id : {"three", "four", "five", "six"})
        places.put("work", payload("good", id));
    places.put("work", payload("strange", "seven"));
    EXPECT_EQ(burst().done, 4U);
    const Kept kept = places.kept();
    std::vector<std::string> left;
    for (const broker::Delivery& delivery : kept.queues.at("work"))
        left.push_back(celery::decode(delivery.payload)->id);
    EXPECT_THAT(left, ElementsAre("one", "two", "seven"));
    EXPECT_TRUE(kept.held.empty());
}

TEST_F(WorkerTest, DoesNotRunHotOnUnknownTasks) {
    places.put("work", payload("strange", "one"));
    // The other queue is asked again and again meanwhile; this one, after its first looks, is left alone.
    run_until([](const Kept& kept) { return kept.answered.contains("receive") && kept.answered.at("receive") > 10; });
    const Kept kept = places.kept();
    EXPECT_LE(std::ranges::count(kept.calls, "give back 1"), 3);
    EXPECT_EQ(kept.queues.at("work").size(), 1U);
}

TEST_F(WorkerTest, BuriesOrRejectsUnknownTasksWhereItIsTold) {
    places.put("work", payload("strange", "one"));
    options.unknown = Unknown::dead_letter;
    EXPECT_EQ(burst().buried, 1U);
    places.put("work", payload("strange", "two"));
    options.unknown = Unknown::reject;
    EXPECT_EQ(burst().failed, 1U);
    EXPECT_EQ(state_of("one"), State::pending);
    EXPECT_EQ(state_of("two"), State::failure);
    EXPECT_THAT(places.kept().results.at("two").back().result, testing::HasSubstr("NotRegistered"));
    EXPECT_TRUE(places.kept().queues.at("work").empty());
}

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
    std::size_t most_held = 0;
    run_until([&, is_open = false](const Kept& kept) mutable {
        most_held = std::max(most_held, kept.held.size());
        if (!is_open && kept.results.size() == 2) {  // both have begun
            is_open = true;
            EXPECT_EQ(kept.held.size(), 2U);
            EXPECT_EQ(kept.queues.at("work").size(), 8U);
            goes_on.set_value();
        }
        return kept.results.size() == 10;
    });
    EXPECT_LE(most_held, 4U);  // two that run, and two that ran and are being settled
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
