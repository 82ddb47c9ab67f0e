// What a worker does for the tasks that hang on the ones it runs.

#include "tests/core/worker/worker_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace megactl::worker {
namespace {

using celery::State;
using testing::ElementsAre;
using tests::message;
using tests::payload;
using Kept = tests::FakePlaces::Kept;

// Of the task `good`, with what hangs on it.
celery::Message with(std::string_view id, std::string_view embed) {
    celery::Message call = message("good", id);
    call.embed = embed;
    return call;
}

constexpr const char* chain = R"({"chain": [{"task": "good", "options": {"task_id": "three", "queue": "work"}},)"
                              R"( {"task": "good", "options": {"task_id": "two", "queue": "more"}}]})";

class CanvasWorkerTest : public WorkerTest {
protected:
    CanvasWorkerTest() {
        registry.add("bad", {.run = [](std::span<const celery::Message> messages) {
                         return std::vector<Outcome>(messages.size(), Failed{.reason = "no"});
                     }});
        registry.add("telling", {.run = [](std::span<const celery::Message> messages) {
                         std::vector<Outcome> outcomes;
                         for (const celery::Message& message : messages)
                             outcomes.emplace_back(Succeeded{.value = message.args});
                         return outcomes;
                     }});
    }

    std::size_t waiting(const std::string& queue) const {
        const auto queues = places.kept().queues;
        const auto found = queues.find(queue);
        return found == queues.end() ? 0 : found->second.size();
    }
};

TEST_F(CanvasWorkerTest, RunsAChainToItsEnd) {
    places.put("work", payload(with("one", chain)));
    EXPECT_EQ(burst().done, 3U);
    EXPECT_EQ(state_of("two"), State::success);
    EXPECT_EQ(state_of("three"), State::success);
    const Kept kept = places.kept();
    EXPECT_EQ(kept.results.at("three").back().parent_id, "two");
    EXPECT_TRUE(kept.held.empty());
    EXPECT_TRUE(kept.marks.empty());
}

TEST_F(CanvasWorkerTest, StoresBeforeItGoesOn) {
    places.put("work", payload(with("one", chain)));
    burst();
    std::vector<std::string> calls = places.kept().calls;
    std::erase_if(calls, [](const std::string& call) { return call.ends_with(" STARTED"); });
    EXPECT_THAT(calls, ElementsAre("store one SUCCESS", "end, publish 1", "store two SUCCESS", "end, publish 1",
                                   "store three SUCCESS", "acknowledge 1"));
}

TEST_F(CanvasWorkerTest, GoesOnOnceThoughTheConnectionBreaks) {
    places.put("work", payload(with("one", R"({"callbacks": [{"task": "strange"}]})")));
    places.break_after("end", 3);
    EXPECT_EQ(burst().done, 1U);
    EXPECT_EQ(waiting("celery"), 1U);
}

TEST_F(CanvasWorkerTest, GoesOnWithWhatWasDoneBeforeItsWorkerDied) {
    places.put("work", payload("good", "one"));
    EXPECT_EQ(burst().done, 1U);
    // Its result is stored, its message comes again, and nobody has called what follows.
    places.put("work", payload(with("one", R"({"callbacks": [{"task": "strange"}]})")), true);
    EXPECT_EQ(burst().done, 0U);
    const Kept kept = places.kept();
    ASSERT_EQ(kept.queues.at("celery").size(), 1U);
    EXPECT_EQ(celery::decode(kept.queues.at("celery").front().payload)->args, R"(["well"])");
    EXPECT_TRUE(kept.held.empty());
}

TEST_F(CanvasWorkerTest, GoesOnAfterAnIgnoredResult) {
    celery::Message ignored = with("one", chain);
    ignored.ignores_result = true;
    places.put("work", payload(ignored));
    EXPECT_EQ(burst().done, 3U);
    EXPECT_FALSE(places.kept().results.contains("one"));
}

TEST_F(CanvasWorkerTest, GoesOnAfterATaskThatWasAcknowledgedEarly) {
    registry.add("early", {.run = all_succeed, .acknowledges_late = false});
    celery::Message early = with("one", chain);
    early.task = "early";
    places.put("work", payload(early));
    places.break_after("publish", 2);
    EXPECT_EQ(burst().done, 3U);
    EXPECT_EQ(state_of("three"), State::success);
}

TEST_F(CanvasWorkerTest, CallsTheErrbackOfAFailureAndFailsItsChain) {
    celery::Message bad = with("one", R"({"errbacks": [{"task": "telling", "options": {"task_id": "told", "queue":)"
                                      R"( "work"}}], "chain": [{"task": "good", "options": {"task_id": "two"}}]})");
    bad.task = "bad";
    places.put("work", payload(bad));
    const WorkerAccount account = burst();
    EXPECT_EQ(account.failed, 1U);
    EXPECT_EQ(account.done, 1U);
    EXPECT_EQ(places.kept().results.at("told").back().result, R"(["one"])");
    EXPECT_EQ(state_of("two"), State::failure);
    EXPECT_EQ(waiting("celery"), 0U);
}

TEST_F(CanvasWorkerTest, CallsTheBodyOnceAllPartsOfAChordHaveEnded) {
    for (const char* id : {"one", "two"}) {
        celery::Message part =
            with(id, R"({"chord": {"task": "telling", "options": {"task_id": "body", "queue": "work"}}})");
        part.group = "gid";
        places.put("work", payload(part));
    }
    EXPECT_EQ(burst().done, 3U);
    EXPECT_EQ(places.kept().results.at("body").back().result, R"([["well", "well"]])");
    EXPECT_TRUE(places.kept().chords.empty());
}

TEST_F(CanvasWorkerTest, SaysHowManyPartsAChordHasBeforeItSendsThem) {
    const std::string chord =
        R"({"chain": [{"task": "celery.chord", "subtask_type": "chord", "kwargs": {"header": [{"task": "good", "options":)"
        R"( {"queue": "work"}}, {"task": "good", "options": {"queue": "work"}}], "body": {"task": "telling", "options":)"
        R"( {"task_id": "body", "queue": "more"}}}}]})";
    for (const bool is_late : {true, false}) {
        registry.add("first", {.run = all_succeed, .acknowledges_late = is_late});
        celery::Message first = with(is_late ? "late" : "early", chord);
        first.task = "first";
        places.put("work", payload(first));
        const auto before = static_cast<std::ptrdiff_t>(places.kept().calls.size());
        EXPECT_EQ(burst().done, 4U);
        EXPECT_EQ(places.kept().results.at("body").back().result, R"([["well", "well"]])");
        std::vector<std::string> calls = places.kept().calls;
        calls.erase(calls.begin(), calls.begin() + before);
        const auto begun = std::ranges::find(calls, "begin chord of 2");
        const auto sent = std::ranges::find(calls, is_late ? "end, publish 2" : "publish 2");
        EXPECT_LT(begun - calls.begin(), sent - calls.begin());
    }
}

TEST_F(CanvasWorkerTest, FailsTheBodyOfAChordWithAPart) {
    for (const char* task : {"good", "bad"}) {
        celery::Message part = with(task, R"({"chord": {"task": "telling", "options": {"task_id": "body"}}})");
        part.task = task;
        part.group = "gid";
        places.put("work", payload(part));
    }
    EXPECT_EQ(burst().failed, 1U);
    EXPECT_EQ(state_of("body"), State::failure);
    EXPECT_THAT(places.kept().results.at("body").back().result, testing::HasSubstr("ChordError"));
    EXPECT_EQ(waiting("celery"), 0U);
}

TEST_F(CanvasWorkerTest, CountsAPartAgainWhoseCountFailed) {
    for (const char* id : {"one", "two"}) {
        celery::Message part =
            with(id, R"({"chord": {"task": "telling", "options": {"task_id": "body", "queue": "work"}}})");
        part.group = "gid";
        places.put("work", payload(part));
    }
    places.fail("count", 3);
    places.fail("forget_chord", 1);
    EXPECT_EQ(burst().done, 3U);
    EXPECT_EQ(state_of("body"), State::success);
}

TEST_F(CanvasWorkerTest, BuriesRatherThanHalfExecutesWhatItCanNotGoOnWith) {
    places.put("work", payload(with("one", R"({"callbacks": [{"task": "then", "options": {"eta": "soon"}}]})")));
    places.put("work", payload("good", "two"));
    const WorkerAccount account = burst();
    EXPECT_EQ(account.buried, 1U);
    EXPECT_EQ(account.done, 1U);
    EXPECT_EQ(places.kept().dead.at(0).reason,
              "this worker can't go on with what follows it: its callback has an `eta` that is no time");
}

}  // namespace
}  // namespace megactl::worker
