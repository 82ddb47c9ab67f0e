#pragma once

#include "core/worker/worker.hpp"
#include "tests/core/worker/fake_places.hpp"
#include "tests/core/worker/messages.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <future>

namespace megactl::worker {

inline std::vector<Outcome> all_succeed(std::span<const celery::Message> messages) {
    return std::vector<Outcome>(messages.size(), Succeeded{.value = "\"well\""});
}

// A worker of two threads on the queues `work` and `more` of places that a test looks into and makes fail.
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
    WorkerAccount run_until(const std::function<bool(const tests::FakePlaces::Kept&)>& sign) {
        std::stop_source stop;
        Worker worker(places.broker(), places.results(), registry, options);
        std::future<WorkerAccount> ended = std::async(std::launch::async, [&] { return worker.run(stop.get_token()); });
        EXPECT_TRUE(places.wait_for(sign));
        stop.request_stop();
        return ended.get();
    }

    celery::State state_of(const std::string& id) const {
        const tests::FakePlaces::Kept kept = places.kept();
        const auto found = kept.results.find(id);
        return found == kept.results.end() ? celery::State::pending : found->second.back().state;
    }

    tests::FakePlaces places;
    tests::FakeClock clock;
    TaskRegistry registry;
    WorkerOptions options;
};

}  // namespace megactl::worker
