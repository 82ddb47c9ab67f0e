#pragma once

#include "core/worker/job.hpp"
#include "core/worker/options.hpp"
#include "core/worker/settler.hpp"

namespace megactl::worker {

// Runs a batch in a pool's thread: says that it has begun, calls the handler, brings what is owed to the settler, and
// tells the log. Throws nothing.
class Runner {
public:
    Runner(const WorkerOptions& options, Settler& settler) : options_(options), settler_(settler) {}

    void run(const Batch& batch);

private:
    const WorkerOptions& options_;
    Settler& settler_;
};

}  // namespace megactl::worker
