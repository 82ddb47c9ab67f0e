#pragma once

#include "core/broker/source.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace megactl::tests {

// A broker and a result backend in memory that tell what was asked of them, and fail where a test wants it.
class FakePlaces {
public:
    FakePlaces();

    broker::BrokerSource broker() const;
    broker::ResultSource results() const;

    void put(const std::string& queue, const std::string& payload, bool is_redelivered = false);

    // The next `times` calls of that name throw Error{service}: before they did anything, or after they did it all.
    void fail(const std::string& call, int times);
    void break_after(const std::string& call, int times);
    // From now on renew() says that somebody else has these.
    void take_away_all();
    void set_lease(std::chrono::milliseconds lease);

    // Until `sign` is true of what is kept, or a generous deadline is over.
    struct Kept {
        std::map<std::string, std::deque<broker::Delivery>> queues;
        std::map<std::string, broker::Delivery> held;
        std::vector<broker::DeadLetter> dead;
        std::map<std::string, std::vector<celery::TaskResult>> results;  // by id, in the order they came
        std::map<std::string, std::vector<std::string>> chords;          // by group, the parts that have ended
        std::vector<std::string> calls;                                  // those that change something
        std::map<std::string, int> answered;                             // calls that were done, by name
        std::map<std::string, std::uint64_t> marks;
    };
    bool wait_for(const std::function<bool(const Kept&)>& sign) const;
    Kept kept() const;

    struct State;

private:
    std::shared_ptr<State> state_;
};

// A clock that stands until a test moves it. Safe from every thread.
class FakeClock {
public:
    celery::Time now() const { return celery::Time(std::chrono::microseconds(micros_.load())); }
    void advance(std::chrono::microseconds span) { micros_ += span.count(); }

private:
    std::atomic<std::int64_t> micros_{1'795'351'798'000'000};
};

}  // namespace megactl::tests
