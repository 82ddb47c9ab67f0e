#include "core/worker/turns.hpp"

#include <algorithm>

namespace megactl::worker {

celery::Time Turns::take(const Handler& handler, celery::Time now) {
    if (!handler.pace) return now;
    celery::Time& next = next_.try_emplace(&handler, now).first->second;
    const celery::Time turn = std::max(next, now);
    next = turn + *handler.pace;
    return turn;
}

}  // namespace megactl::worker
