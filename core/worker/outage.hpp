#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace megactl::worker {

// A place that may be away for a while: the log hears of it once, and once that it is back. Safe from every thread.
class Outage {
public:
    explicit Outage(std::string place) : place_(std::move(place)) {}  // "broker"

    // `running`: messages whose tasks go on meanwhile.
    void failed(std::string_view reason, std::chrono::milliseconds again_in, std::size_t running);
    void worked();

private:
    const std::string place_;
    std::mutex mutex_;  // guards what follows
    bool is_away_ = false;
    std::chrono::steady_clock::time_point since_;
};

}  // namespace megactl::worker
