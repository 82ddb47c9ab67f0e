#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace megactl::worker {

// Ids of tasks that shall not begin any more. As many and as long as Celery's workers keep them: the newest 50 000,
// three hours each. Safe from every thread.
class Revoked {
public:
    using Instant = std::chrono::steady_clock::time_point;

    static constexpr std::size_t most = 50'000;
    static constexpr std::chrono::hours longest{3};

    void add(std::string id, Instant now);
    bool contains(const std::string& id, Instant now) const;
    // How many were added so far: whoever sees another number than before looks again.
    std::size_t added() const;
    // With the times they came at, the oldest first.
    std::vector<std::pair<std::string, Instant>> all(Instant now) const;

private:
    using Entries = std::list<std::pair<std::string, Instant>>;

    void forget_oldest();

    mutable std::mutex mutex_;                                        // guards what follows
    Entries entries_;                                                 // the oldest first
    std::unordered_map<std::string_view, Entries::iterator> places_;  // of the ids in the list
    std::size_t added_ = 0;
};

}  // namespace megactl::worker
