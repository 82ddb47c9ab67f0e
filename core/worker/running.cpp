#include "core/worker/running.hpp"

#include <algorithm>

namespace megactl::worker {

std::vector<celery::TaskInfo> Running::tasks() const {
    std::vector<celery::TaskInfo> tasks;
    const std::lock_guard lock(mutex_);
    for (const auto& [batch, begun] : batches_) {
        for (std::size_t i = 0; i < batch->messages.size(); ++i) {
            tasks.push_back({.message = batch->messages[i],
                             .queue = batch->receipts[i].queue,
                             .begun = begun,
                             .is_acknowledged = !batch->handler->acknowledges_late});
        }
    }
    std::ranges::stable_sort(tasks, {}, &celery::TaskInfo::begun);
    return tasks;
}

std::size_t Running::tasks_now() const {
    std::size_t count = 0;
    const std::lock_guard lock(mutex_);
    for (const auto& [batch, begun] : batches_)
        count += batch->messages.size();
    return count;
}

std::map<std::string, std::size_t> Running::begun() const {
    const std::lock_guard lock(mutex_);
    return begun_;
}

void Running::add(const Batch& batch, celery::Time now) {
    const std::lock_guard lock(mutex_);
    batches_.emplace(&batch, now);
    begun_[batch.messages.front().task] += batch.messages.size();  // one handler, and so one name
}

void Running::remove(const Batch& batch) {
    const std::lock_guard lock(mutex_);
    batches_.erase(&batch);
}

}  // namespace megactl::worker
