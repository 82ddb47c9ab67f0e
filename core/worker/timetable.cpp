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

void Timetable::drop(const std::function<bool(const Job& job)>& is_over) {
    std::erase_if(jobs_, [&](const auto& entry) { return is_over(entry.second); });
}

std::optional<celery::Time> Timetable::next() const {
    if (jobs_.empty()) return std::nullopt;
    return jobs_.begin()->first;
}

}  // namespace megactl::worker
