#pragma once

#include "core/broker/result_backend.hpp"

#include <functional>
#include <memory>

namespace megactl::broker {

// Results within this process, gone with it: `memory://`. Whoever opens from one opener shares what is kept.
std::function<std::unique_ptr<ResultBackend>()> memory_results_opener();

}  // namespace megactl::broker
