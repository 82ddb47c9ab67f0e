#pragma once

#include <chrono>
#include <stop_token>

namespace megactl::os {

using Deadline = std::chrono::steady_clock::time_point;

// Waits until `deadline`, and shorter where a stop is asked for: then it is false. Safe from every thread.
bool wait_until(Deadline deadline, const std::stop_token& stop);

}  // namespace megactl::os
