#include "core/worker/pool.hpp"

#include <utility>

namespace megactl::worker {

Pool::Pool(std::size_t threads, std::function<void(Batch)> run) : run_(std::move(run)), batches_(threads) {
    resize(threads);
}

Pool::~Pool() {
    batches_.close();
}

std::size_t Pool::size() const {
    const std::lock_guard lock(mutex_);
    return size_;
}

void Pool::resize(std::size_t threads) {
    {
        const std::lock_guard lock(mutex_);
        size_ = threads;
        threads_.reserve(threads);
        while (threads_.size() < threads)
            threads_.emplace_back([this] { work(); });
    }
    changed_.notify_all();
}

std::size_t Pool::free() const {
    const std::lock_guard lock(mutex_);
    return size_ > busy_ ? size_ - busy_ : 0;
}

std::size_t Pool::running() const {
    const std::lock_guard lock(mutex_);
    return running_;
}

void Pool::start(Batch batch) {
    {
        const std::lock_guard lock(mutex_);
        ++busy_;
        running_ += batch.messages.size();
    }
    batches_.push(std::move(batch));
}

void Pool::wait_for_free(std::chrono::steady_clock::time_point deadline, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, stop, deadline, [this] { return size_ > busy_; });
}

bool Pool::wait_for_idle(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    return changed_.wait_until(lock, deadline, [this] { return running_ == 0; });
}

void Pool::work() {
    while (auto batch = batches_.pop()) {
        const std::size_t size = batch->messages.size();
        run_(*std::move(batch));
        {
            const std::lock_guard lock(mutex_);
            --busy_;
            running_ -= size;
        }
        changed_.notify_all();
    }
}

}  // namespace megactl::worker
