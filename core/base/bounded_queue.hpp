#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace megactl {

// The only way threads meet: items go in at one end and come out at the other, in order. Safe from every thread.
//
// It holds `capacity` items at most; when it is full, whoever brings one more waits, so that a slow end slows the fast
// one down instead of filling the memory. Once closed it takes nothing more, and gives what it holds.
template <class T>
class BoundedQueue {
public:
    explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

    // Waits while it is full. False: it is closed, and the item is dropped.
    bool push(T item) {
        std::unique_lock lock(mutex_);
        has_room_.wait(lock, [this] { return is_closed_ || items_.size() < capacity_; });
        if (is_closed_) return false;
        items_.push_back(std::move(item));
        lock.unlock();
        has_items_.notify_one();
        return true;
    }

    // Waits for an item. Nothing: it is closed, and empty.
    std::optional<T> pop() {
        std::unique_lock lock(mutex_);
        has_items_.wait(lock, [this] { return is_closed_ || !items_.empty(); });
        if (items_.empty()) return std::nullopt;
        std::optional<T> item(std::move(items_.front()));
        items_.pop_front();
        lock.unlock();
        has_room_.notify_one();
        return item;
    }

    // Up to `most` items that are there; waits for the first one until `deadline`.
    std::vector<T> pop_some(std::size_t most, std::chrono::steady_clock::time_point deadline) {
        std::vector<T> some;
        std::unique_lock lock(mutex_);
        has_items_.wait_until(lock, deadline, [this] { return is_closed_ || !items_.empty(); });
        while (!items_.empty() && some.size() < most) {
            some.push_back(std::move(items_.front()));
            items_.pop_front();
        }
        lock.unlock();
        has_room_.notify_all();
        return some;
    }

    void close() {
        {
            const std::lock_guard lock(mutex_);
            is_closed_ = true;
        }
        has_items_.notify_all();
        has_room_.notify_all();
    }

    // Closed, and everything was taken.
    bool is_finished() const {
        const std::lock_guard lock(mutex_);
        return is_closed_ && items_.empty();
    }

private:
    const std::size_t capacity_;
    mutable std::mutex mutex_;  // guards the two below
    std::deque<T> items_;
    bool is_closed_ = false;
    std::condition_variable has_items_;
    std::condition_variable has_room_;
};

}  // namespace megactl
