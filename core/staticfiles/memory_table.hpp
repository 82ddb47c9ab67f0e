#pragma once

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace megactl::staticfiles {

// What earlier runs kept under a key, and what this one adds. What is found or added is worth keeping further; the rest
// is forgotten. Safe from every thread; what is added is found by the next run only.
template <class Key, class Value>
class MemoryTable {
public:
    struct Entry {
        Key key;
        Value value;
    };

    // What earlier runs kept, in the order of the keys. Before anything else.
    void recall(std::vector<Entry> old) {
        old_ = std::move(old);
        is_used_.assign(old_.size(), 0);
    }

    std::optional<Value> find(const Key& key) {
        const auto found = std::ranges::lower_bound(old_, key, {}, &Entry::key);
        if (found == old_.end() || found->key != key) return std::nullopt;
        // Two threads may come for one entry.
        std::atomic_ref(is_used_[static_cast<std::size_t>(found - old_.begin())]).store(1, std::memory_order_relaxed);
        return found->value;
    }

    void add(const Key& key, const Value& value) {
        const std::scoped_lock lock(mutex_);
        added_.push_back({key, value});
    }

    bool has_grown() const { return !added_.empty(); }

    // In the order of their keys, each once.
    std::vector<Entry> entries_worth_keeping() const {
        std::vector<Entry> entries = added_;
        for (std::size_t i = 0; i < old_.size(); ++i) {
            if (is_used_[i] != 0) entries.push_back(old_[i]);
        }
        std::ranges::stable_sort(entries, {}, &Entry::key);
        const auto repeated = std::ranges::unique(entries, {}, &Entry::key);
        entries.erase(repeated.begin(), repeated.end());
        return entries;
    }

private:
    std::vector<Entry> old_;
    std::vector<unsigned char> is_used_;
    std::mutex mutex_;  // held for one entry
    std::vector<Entry> added_;
};

}  // namespace megactl::staticfiles
