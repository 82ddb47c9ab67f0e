#include "core/worker/revoked.hpp"

#include <algorithm>
#include <iterator>

namespace megactl::worker {

void Revoked::add(std::string id, Instant now) {
    const std::lock_guard lock(mutex_);
    ++added_;
    if (const auto known = places_.find(id); known != places_.end()) {
        known->second->second = now;
        entries_.splice(entries_.end(), entries_, known->second);
        return;
    }
    entries_.emplace_back(std::move(id), now);
    places_.emplace(entries_.back().first, std::prev(entries_.end()));
    while (entries_.size() > most || entries_.front().second + longest < now)
        forget_oldest();
}

bool Revoked::contains(const std::string& id, Instant now) const {
    const std::lock_guard lock(mutex_);
    const auto known = places_.find(id);
    return known != places_.end() && known->second->second + longest >= now;
}

std::size_t Revoked::added() const {
    const std::lock_guard lock(mutex_);
    return added_;
}

std::vector<std::pair<std::string, Revoked::Instant>> Revoked::all(Instant now) const {
    std::vector<std::pair<std::string, Instant>> ids;
    const std::lock_guard lock(mutex_);
    std::ranges::copy_if(entries_, std::back_inserter(ids),
                         [now](const auto& entry) { return entry.second + longest >= now; });
    return ids;
}

void Revoked::forget_oldest() {
    places_.erase(entries_.front().first);
    entries_.pop_front();
}

}  // namespace megactl::worker
