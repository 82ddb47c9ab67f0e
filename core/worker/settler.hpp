#pragma once

#include "core/base/backoff.hpp"
#include "core/base/bounded_queue.hpp"
#include "core/broker/broker.hpp"
#include "core/broker/result_backend.hpp"
#include "core/worker/held.hpp"
#include "core/worker/options.hpp"
#include "core/worker/outage.hpp"
#include "core/worker/settlement.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace megactl::worker {

// The one thread that settles: it carries out settlements, many at a time, in the order that loses nothing, and renews
// the leases of all that is held. While a place is away it tries again, and whoever brings more waits once its queue is
// full; a settlement is never dropped.
class Settler {
public:
    Settler(std::unique_ptr<broker::Broker> broker, std::unique_ptr<broker::ResultBackend> results,
            const WorkerOptions& options, Held& held, Outage& broker_outage);

    // From any thread. Dropped once it is closed.
    void bring(Settlement settlement) { arrivals_.push(std::move(settlement)); }

    // Until it is closed and everything is settled, or shorter when it shall give up. In a burst a place that stays
    // away ends it: throws Error{service}.
    void run(const std::stop_token& gives_up);
    void close() { arrivals_.close(); }

    // How many messages it sent, retries above all. From any thread; it counts before their causes count as settled.
    std::size_t sent() const { return sent_.load(); }

    // What was settled. Only once run() has returned.
    const WorkerAccount& account() const { return account_; }

private:
    struct Pending {
        Settlement settlement;
        bool is_tried = false;          // its follow-ups went to the broker, who may have them
        std::size_t counted_parts = 0;  // of those in the settlement
    };
    using Instant = std::chrono::steady_clock::time_point;

    void take_arrivals(const std::stop_token& gives_up);
    void try_to_settle();
    void send_of_acknowledged();
    void send_under_one_mark(bool is_tried);
    void store_results();
    void count_parts();
    void begin_chords();
    void end_messages();
    void forget_chords();
    void renew_if_due();
    void count(Settlement::End end);

    const WorkerOptions& options_;
    std::unique_ptr<broker::Broker> broker_;
    std::unique_ptr<broker::ResultBackend> results_;
    Held& held_;
    Outage& broker_outage_;
    Outage results_outage_{"result backend"};
    Backoff backoff_;
    BoundedQueue<Settlement> arrivals_;
    std::vector<Pending> pending_;
    int failures_ = 0;  // to settle, in a row
    Instant next_try_;
    Instant next_renewal_;
    std::string publisher_;  // of the mark that keeps a follow-up from being sent twice
    std::uint64_t sequence_ = 0;
    std::vector<std::string> ended_chords_;  // by group
    std::atomic<std::size_t> sent_ = 0;
    WorkerAccount account_;
};

}  // namespace megactl::worker
