#pragma once

#include "core/celery/message.hpp"
#include "core/worker/task.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <optional>

namespace megactl::worker {

// When the next message of a handler with a pace may begin: one after the other, and none is saved up, as Celery's
// bucket of a single token has it. Safe from every thread.
class Turns {
public:
    using Pace = std::optional<std::chrono::microseconds>;

    // The pace it was told last, else the handler's own.
    Pace pace(const Handler& handler) const;
    // From now on; turns that were given away stay as they are.
    void set_pace(const Handler& handler, Pace pace);

    // Gives the next turn away; `now` at the earliest, and where the handler has no pace.
    celery::Time take(const Handler& handler, celery::Time now);

private:
    Pace pace_of(const Handler& handler) const;

    mutable std::mutex mutex_;              // guards the two below
    std::map<const Handler*, Pace> paces_;  // where they are not the handler's own
    std::map<const Handler*, celery::Time> next_;
};

}  // namespace megactl::worker
