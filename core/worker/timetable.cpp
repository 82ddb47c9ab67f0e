#include "core/worker/timetable.hpp"

namespace megactl::worker {

std::vector<Job> Timetable::take_due(celery::Time now) {
    std::vector<Job> due;
    const auto end = jobs_.upper_bound(now);
    for (auto it = jobs_.begin(); it != end; ++it)
        due.push_back(std::move(it->second));
    jobs_.erase(jobs_.begin(), end);
    return due;
}

std::optional<celery::Time> Timetable::next() const {
    if (jobs_.empty()) return std::nullopt;
    return jobs_.begin()->first;
}

}  // namespace megactl::worker
