#pragma once

#include "core/broker/broker.hpp"
#include "core/broker/result_backend.hpp"
#include "core/worker/held.hpp"
#include "core/worker/job.hpp"
#include "core/worker/options.hpp"
#include "core/worker/pool.hpp"
#include "core/worker/revoked.hpp"
#include "core/worker/settler.hpp"

#include <cstddef>
#include <deque>
#include <string>

namespace megactl::worker {

// The jobs that are ready, on their way into the pool: a last look at each, then as many of one handler at once as it
// takes. Of the receiving thread.
class Dispatcher {
public:
    Dispatcher(broker::Broker& broker, broker::ResultBackend& results, const WorkerOptions& options,
               const Revoked& revoked, Held& held, Pool& pool, Settler& settler)
        : broker_(broker),
          results_(results),
          options_(options),
          revoked_(revoked),
          held_(held),
          pool_(pool),
          settler_(settler) {}

    void add(Job job) { ready_.push_back(std::move(job)); }
    bool is_empty() const { return ready_.empty(); }
    // Of the job that was added last; null where none is ready.
    const Handler* last_handler() const { return ready_.empty() ? nullptr : ready_.back().handler; }
    std::size_t ready_for(const Handler* handler) const;

    // What shall not begin need not wait for its time. False: it was not revoked.
    bool settle_if_revoked(const Job& job);

    // Threads that have nothing to do yet.
    std::size_t free() const;

    // Starts what is ready, as far as threads are free. Throws where a look or an early acknowledgement does; what is
    // ready stays so.
    void start_ready();

private:
    bool may_start(Job& job);
    std::size_t look_at_front();

    broker::Broker& broker_;
    broker::ResultBackend& results_;
    const WorkerOptions& options_;
    const Revoked& revoked_;
    Held& held_;
    Pool& pool_;
    Settler& settler_;
    std::deque<Job> ready_;
};

}  // namespace megactl::worker
