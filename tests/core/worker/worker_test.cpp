#include "core/base/error.hpp"
#include "tests/core/worker/worker_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <stdexcept>

namespace megactl::worker {
namespace {

using celery::State;
using testing::ElementsAre;
using tests::message;
using tests::payload;
using Kept = tests::FakePlaces::Kept;

Handler handler_of(const Outcome& outcome) {
    return {.run = [outcome](std::span<const celery::Message> messages) {
        return std::vector<Outcome>(messages.size(), outcome);
    }};
}

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

TEST_F(WorkerTest, StoresThenPutsARetryInItsPlace) {
    registry.add("flaky", handler_of(Retried{.reason = "no luck", .delay = std::chrono::hours(1)}));
    places.put("work", payload("flaky", "one"));
    EXPECT_EQ(burst().retried, 1U);
    const Kept kept = places.kept();
    std::vector<std::string> calls = kept.calls;
    std::erase(calls, "store one STARTED");  // where it was told in time
    EXPECT_THAT(calls, ElementsAre("store one RETRY", "end, publish 1", "give back 1"));
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
    places.break_after("end", 2);
    EXPECT_EQ(burst().retried, 1U);
    EXPECT_EQ(places.kept().queues.at("work").size(), 1U);
}

TEST_F(WorkerTest, SendsTheRetryOfAnAcknowledgedTaskOnceThoughTheConnectionBreaks) {
    Handler flaky = handler_of(Retried{.reason = "no luck", .delay = std::chrono::hours(1)});
    flaky.acknowledges_late = false;
    registry.add("flaky", flaky);
    places.put("work", payload("flaky", "one"));
    places.break_after("publish", 2);
    EXPECT_EQ(burst().retried, 1U);
    EXPECT_EQ(places.kept().queues.at("work").size(), 1U);
}

TEST_F(WorkerTest, SendsARetryThatCameAfterTheConnectionBroke) {
    options.longest_wait = std::chrono::seconds(1);  // time for the second one to come before the first is sent again
    const Outcome retried = Retried{.reason = "no luck", .delay = std::chrono::hours(1)};
    Handler flaky = handler_of(retried);
    flaky.acknowledges_late = false;
    Handler slow{
        .run =
            [&](std::span<const celery::Message> messages) {
                EXPECT_TRUE(places.wait_for([](const Kept& kept) { return kept.answered.contains("publish"); }));
                return std::vector<Outcome>(messages.size(), retried);
            },
        .acknowledges_late = false};
    registry.add("flaky", flaky);
    registry.add("slow", slow);
    places.put("work", payload("flaky", "one"));
    places.put("work", payload("slow", "two"));
    places.break_after("publish", 1);
    EXPECT_EQ(burst().retried, 2U);
    EXPECT_EQ(places.kept().queues.at("work").size(), 2U);
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

TEST_F(WorkerTest, KeepsWhatNeedsAServiceForAsLongAsItIsAway) {
    int tries = 0;
    registry.add("click", {.run = [&](std::span<const celery::Message> messages) {
                     if (++tries <= 10) throw Error(Error::Kind::service, "the database is locked");
                     return all_succeed(messages);
                 }});
    celery::Message last = message("click", "one");
    last.retries = 3;
    places.put("work", payload(last));
    options.now = [this] {
        // Whatever waits is due by the next look: here nothing takes time.
        clock.advance(std::chrono::seconds(31));
        return clock.now();
    };
    const WorkerAccount account = burst();
    EXPECT_EQ(account.postponed, 10U);
    EXPECT_EQ(account.failed, 0U);
    EXPECT_EQ(account.done, 1U);
    EXPECT_EQ(state_of("one"), State::success);
    EXPECT_TRUE(places.kept().held.empty());
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

TEST_F(WorkerTest, EndsABurstWhoseResultBackendStaysAway) {
    places.put("work", payload("good", "one"));
    places.fail("store", 1'000'000);
    EXPECT_THROW(burst(), Error);
    const Kept kept = places.kept();
    EXPECT_TRUE(kept.held.empty());
    EXPECT_EQ(kept.queues.at("work").size(), 1U);  // for whoever can store what it answers
}

TEST_F(WorkerTest, StopsWhileTheBrokerIsAway) {
    places.fail("receive", 1'000'000);
    std::stop_source stop;
    Worker worker(places.broker(), places.results(), registry, options);
    std::future<WorkerAccount> ended = std::async(std::launch::async, [&] { return worker.run(stop.get_token()); });
    EXPECT_TRUE(places.wait_for([](const Kept& kept) { return kept.answered.contains("restore"); }));
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

TEST_F(WorkerTest, LeavesUnknownTasksWhereTheyAreAndRunsWhatIsBehind) {
    places.put("work", payload("strange", "one"));
    places.put("work", payload("strange", "two"));
    for (const char* id : {"three", "four", "five", "six"})
        places.put("work", payload("good", id));
    places.put("work", payload("strange", "seven"));
    EXPECT_EQ(burst().done, 4U);
    const Kept kept = places.kept();
    std::vector<std::string> left;
    left.reserve(kept.queues.at("work").size());
    for (const broker::Delivery& delivery : kept.queues.at("work"))
        left.push_back(celery::decode(delivery.payload)->id);
    EXPECT_THAT(left, ElementsAre("one", "two", "seven"));
    EXPECT_TRUE(kept.held.empty());
}

TEST_F(WorkerTest, FindsItsOwnRetryBehindAStranger) {
    std::size_t runs = 0;
    registry.add("flaky", {.run = [&](std::span<const celery::Message> /*one*/) -> std::vector<Outcome> {
                     if (++runs == 2) return {Succeeded{}};
                     // By now the queue is left alone, for it showed nothing but the stranger.
                     places.wait_for([](const Kept& kept) {
                         return kept.answered.contains("receive") && kept.answered.at("receive") > 6;
                     });
                     return {Retried{.reason = "no luck", .delay = std::chrono::milliseconds(0)}};
                 }});
    places.put("work", payload("strange", "one"));
    places.put("work", payload("flaky", "two"));
    EXPECT_EQ(burst().done, 1U);
    EXPECT_EQ(places.kept().queues.at("work").size(), 1U);
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

}  // namespace
}  // namespace megactl::worker
