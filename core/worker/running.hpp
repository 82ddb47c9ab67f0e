#pragma once

#include "core/celery/task_info.hpp"
#include "core/worker/job.hpp"

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace megactl::worker {

// What runs now, and how much has ever begun: told by the threads of the pool, read by whoever asks. Safe from every
// thread.
class Running {
public:
    // A batch that runs as long as this lives; it must outlive it.
    class Run {
    public:
        Run(Running& running, const Batch& batch, celery::Time now) : running_(running), batch_(batch) {
            running_.add(batch, now);
        }
        Run(const Run&) = delete;
        Run& operator=(const Run&) = delete;
        ~Run() { running_.remove(batch_); }

    private:
        Running& running_;
        const Batch& batch_;
    };

    std::vector<celery::TaskInfo> tasks() const;  // the oldest first
    std::size_t tasks_now() const;
    std::map<std::string, std::size_t> begun() const;  // messages by the names of their tasks

private:
    void add(const Batch& batch, celery::Time now);
    void remove(const Batch& batch);

    mutable std::mutex mutex_;  // guards what follows
    std::map<const Batch*, celery::Time> batches_;
    std::map<std::string, std::size_t> begun_;
};

}  // namespace megactl::worker
