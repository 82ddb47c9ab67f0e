#include "core/os/deadline.hpp"

#include <condition_variable>
#include <mutex>

namespace megactl::os {

bool wait_until(Deadline deadline, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_until(lock, stop, deadline, [] { return false; });
    return !stop.stop_requested();
}

}  // namespace megactl::os
