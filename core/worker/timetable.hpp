#pragma once

#include "core/worker/job.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace megactl::worker {

// Jobs that are due later. Their messages stay held meanwhile, so that they outlive this worker.
class Timetable {
public:
    void add(celery::Time due, Job job) { jobs_.emplace(due, std::move(job)); }
    // Those whose time has come, the earliest first; they leave the table.
    std::vector<Job> take_due(celery::Time now);
    // Those that `is_over` says need not wait leave the table as well.
    void drop(const std::function<bool(const Job& job)>& is_over);
    std::optional<celery::Time> next() const;
    std::size_t size() const { return jobs_.size(); }

private:
    std::multimap<celery::Time, Job> jobs_;
};

}  // namespace megactl::worker
