#pragma once

#include "core/worker/consumed_queues.hpp"
#include "core/worker/revoked.hpp"
#include "core/worker/turns.hpp"

#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace megactl::worker {

// What remote control changes of a worker, and the worker looks at. Safe from every thread.
struct Controls {
    explicit Controls(std::vector<std::string> queues_in) : queues(std::move(queues_in)) {}

    ConsumedQueues queues;
    Revoked revoked;
    Turns turns;
    std::stop_source shutdown;  // as the first signal
};

}  // namespace megactl::worker
