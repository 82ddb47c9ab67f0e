#include "core/worker/consumed_queues.hpp"

#include <algorithm>
#include <utility>

namespace megactl::worker {

std::vector<std::string> ConsumedQueues::names() const {
    const std::lock_guard lock(mutex_);
    return names_;
}

void ConsumedQueues::add(std::string name) {
    const std::lock_guard lock(mutex_);
    if (std::ranges::find(names_, name) == names_.end()) names_.push_back(std::move(name));
}

void ConsumedQueues::cancel(const std::string& name) {
    const std::lock_guard lock(mutex_);
    std::erase(names_, name);
}

}  // namespace megactl::worker
