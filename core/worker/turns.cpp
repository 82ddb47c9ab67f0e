#include "core/worker/turns.hpp"

#include <algorithm>

namespace megactl::worker {

Turns::Pace Turns::pace(const Handler& handler) const {
    const std::lock_guard lock(mutex_);
    return pace_of(handler);
}

void Turns::set_pace(const Handler& handler, Pace pace) {
    const std::lock_guard lock(mutex_);
    paces_[&handler] = pace;
    next_.erase(&handler);
}

celery::Time Turns::take(const Handler& handler, celery::Time now) {
    const std::lock_guard lock(mutex_);
    const Pace pace = pace_of(handler);
    if (!pace) return now;
    celery::Time& next = next_.try_emplace(&handler, now).first->second;
    const celery::Time turn = std::max(next, now);
    next = turn + *pace;
    return turn;
}

Turns::Pace Turns::pace_of(const Handler& handler) const {
    const auto told = paces_.find(&handler);
    return told == paces_.end() ? handler.pace : told->second;
}

}  // namespace megactl::worker
