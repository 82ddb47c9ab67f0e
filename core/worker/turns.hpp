#pragma once

#include "core/celery/message.hpp"
#include "core/worker/task.hpp"

#include <map>

namespace megactl::worker {

// When the next message of a handler with a pace may begin: one after the other, and none is saved up, as Celery's
// bucket of a single token has it.
class Turns {
public:
    // Gives the next turn away; `now` at the earliest, and where the handler has no pace.
    celery::Time take(const Handler& handler, celery::Time now);

private:
    std::map<const Handler*, celery::Time> next_;
};

}  // namespace megactl::worker
