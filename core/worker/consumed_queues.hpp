#pragma once

#include <mutex>
#include <string>
#include <vector>

namespace megactl::worker {

// The queues that a worker takes from, in their order; remote control changes them. Safe from every thread.
class ConsumedQueues {
public:
    explicit ConsumedQueues(std::vector<std::string> names) : names_(std::move(names)) {}

    std::vector<std::string> names() const;
    // Behind the others, unless it is among them.
    void add(std::string name);
    // What was taken from it stays taken.
    void cancel(const std::string& name);

private:
    mutable std::mutex mutex_;  // guards what follows
    std::vector<std::string> names_;
};

}  // namespace megactl::worker
