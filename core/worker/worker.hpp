#pragma once

#include "core/broker/source.hpp"
#include "core/worker/options.hpp"
#include "core/worker/task.hpp"

#include <cstddef>
#include <memory>
#include <stop_token>

namespace megactl::worker {

// Executes tasks: one thread receives, as many as wished run, one settles.
//
//     Delivery ─ judge ─► Job ─ dispatcher ─► Batch ─ pool ─► Outcome ─ settle ─► Settlement ─ settler ─► acknowledged
//                  └──► timetable (due later)
//
// Whenever it dies, what it held is seen again rather than lost.
class Worker {
public:
    // `registry` must outlive it.
    Worker(broker::BrokerSource broker, broker::ResultSource results, const TaskRegistry& registry,
           WorkerOptions options);
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    // Waits for tasks that still run: where WorkerAccount::unfinished is not 0, that may take as long as they do.
    ~Worker();

    // Once. Until a stop is asked for, in a burst until nothing is left to do. Places that are away are waited for;
    // only in a burst Error{service} ends it.
    WorkerAccount run(const std::stop_token& stop);

private:
    struct Parts;
    std::size_t give_back_rest();

    broker::BrokerSource broker_;
    broker::ResultSource results_;
    const TaskRegistry& registry_;
    WorkerOptions options_;
    std::unique_ptr<Parts> parts_;
};

}  // namespace megactl::worker
