#pragma once

#include "core/base/backoff.hpp"
#include "core/broker/broker.hpp"
#include "core/broker/result_backend.hpp"
#include "core/worker/controls.hpp"
#include "core/worker/dispatcher.hpp"
#include "core/worker/held.hpp"
#include "core/worker/judge.hpp"
#include "core/worker/options.hpp"
#include "core/worker/outage.hpp"
#include "core/worker/pool.hpp"
#include "core/worker/settler.hpp"
#include "core/worker/strangers.hpp"
#include "core/worker/timetable.hpp"

#include <chrono>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace megactl::worker {

// The one thread that receives: as many messages as threads are free, so that what waits is there for any worker.
class Receiver {
public:
    Receiver(std::unique_ptr<broker::Broker> broker, std::unique_ptr<broker::ResultBackend> results,
             const TaskRegistry& registry, const WorkerOptions& options, Controls& controls, Held& held, Pool& pool,
             Settler& settler, Outage& broker_outage);

    // Until it is asked to stop; in a burst until nothing is left to do. What has not begun goes back to its queue. In
    // a burst a broker that is away ends it: throws Error{service}.
    void run(const std::stop_token& stop);

    // How many messages run() gave back at its end.
    std::size_t given_back() const { return given_back_; }

private:
    using Instant = std::chrono::steady_clock::time_point;

    void step(const std::stop_token& stop);
    void restore_if_due();
    void drop_revoked();
    void wake_due();
    void start(Job job);
    void receive(const std::stop_token& stop);
    void look_past_strangers(const std::vector<std::string>& queues, const std::stop_token& stop);
    void fill_batch(const std::string& queue, const std::stop_token& stop);
    std::vector<broker::Delivery> take(std::span<const std::string> queues, std::size_t most,
                                       std::chrono::milliseconds wait, const std::stop_token& stop);
    void sort(const std::vector<broker::Delivery>& deliveries, std::size_t asked);
    bool accept(const broker::Delivery& delivery);
    void accept_unknown(const NotOurs& unknown);
    void return_strangers();
    void give_back_waiting();

    bool is_idle() const;
    bool nothing_is_due_soon() const;
    bool nothing_is_left() const;
    std::chrono::milliseconds until_next_due() const;

    std::unique_ptr<broker::Broker> broker_;
    std::unique_ptr<broker::ResultBackend> results_;
    const TaskRegistry& registry_;
    const WorkerOptions& options_;
    Controls& controls_;
    Held& held_;
    Pool& pool_;
    Settler& settler_;
    Outage& broker_outage_;
    Backoff backoff_;
    Dispatcher dispatcher_;
    Timetable timetable_;
    Strangers strangers_;
    std::vector<broker::Delivery> returning_;  // strangers on their way back
    Instant next_restore_;
    std::size_t accepted_ = 0;        // messages that were ours, so far
    std::size_t sent_before_ = 0;     // by this worker, when it looked last
    std::size_t revoked_before_ = 0;  // ids that remote control had revoked, when it looked last
    std::size_t given_back_ = 0;
    bool is_finished_ = false;
};

}  // namespace megactl::worker
