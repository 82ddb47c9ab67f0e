#pragma once

#include "core/base/bounded_queue.hpp"
#include "core/worker/job.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace megactl::worker {

// The threads that run tasks, a batch each. A batch is only handed over while a thread is free, so it begins at once.
class Pool {
public:
    // `run` is called from every thread and must not throw.
    Pool(std::size_t threads, std::function<void(Batch)> run);
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;
    // Waits for what runs.
    ~Pool();

    std::size_t size() const;
    // From now on so many may work at once; one that shrinks keeps its threads, asleep, and interrupts nothing.
    void resize(std::size_t threads);

    std::size_t free() const;
    std::size_t running() const;  // messages
    void start(Batch batch);      // while free() is not 0

    // Each waits until it is so, until `deadline`, and the first one shorter when a stop is asked for.
    void wait_for_free(std::chrono::steady_clock::time_point deadline, const std::stop_token& stop);
    bool wait_for_idle(std::chrono::steady_clock::time_point deadline);

private:
    void work();

    const std::function<void(Batch)> run_;
    BoundedQueue<Batch> batches_;
    mutable std::mutex mutex_;  // guards the three below, and the threads' number
    std::size_t size_ = 0;
    std::size_t busy_ = 0;     // threads
    std::size_t running_ = 0;  // messages
    std::condition_variable_any changed_;
    std::vector<std::jthread> threads_;  // last: they use the others
};

}  // namespace megactl::worker
