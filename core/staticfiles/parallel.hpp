#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>

namespace megactl::staticfiles {

// Calls `work` with 0 … count-1, each once, on up to `threads` threads. `make_worker` is called once in each thread and
// returns that thread's work, so that threads share nothing. The first exception stops the rest and is thrown here when
// all have ended; a stop keeps further calls from being begun.
using Work = std::function<void(std::size_t)>;
void run_parallel(std::size_t count, std::size_t threads, const std::stop_token& stop,
                  const std::function<Work(const std::stop_token&)>& make_worker);

}  // namespace megactl::staticfiles
