#include "core/worker/worker.hpp"

#include "core/base/error.hpp"
#include "core/log/log.hpp"
#include "core/worker/controls.hpp"
#include "core/worker/held.hpp"
#include "core/worker/outage.hpp"
#include "core/worker/pool.hpp"
#include "core/worker/receiver.hpp"
#include "core/worker/remote.hpp"
#include "core/worker/remote_listener.hpp"
#include "core/worker/runner.hpp"
#include "core/worker/running.hpp"
#include "core/worker/settler.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace megactl::worker {
namespace {

// Of the settler, when the grace of running tasks was shorter.
constexpr std::chrono::seconds least_time_to_settle{5};

// A thread whose end can be waited for, and whose exception is not lost. `after` is called however `work` ends.
class Strand {
public:
    explicit Strand(
        std::function<void()> work, std::function<void()> after = [] {})
        : thread_([this, work = std::move(work), after = std::move(after)] {
              std::exception_ptr trouble;
              try {
                  work();
              } catch (...) {
                  trouble = std::current_exception();
              }
              after();
              {
                  const std::lock_guard lock(mutex_);
                  has_ended_ = true;
                  trouble_ = trouble;
              }
              ended_.notify_all();
          }) {}

    void wait(const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        ended_.wait(lock, stop, [this] { return has_ended_; });
    }
    bool wait_until(std::chrono::steady_clock::time_point deadline) {
        std::unique_lock lock(mutex_);
        return ended_.wait_until(lock, deadline, [this] { return has_ended_; });
    }
    void join() {
        if (thread_.joinable()) thread_.join();
    }
    // After its end.
    void rethrow() {
        join();
        if (trouble_) std::rethrow_exception(trouble_);
    }

private:
    std::mutex mutex_;  // guards the two below
    bool has_ended_ = false;
    std::exception_ptr trouble_;
    std::condition_variable_any ended_;
    std::jthread thread_;  // last: it uses the others
};

}  // namespace

celery::Time system_now() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

struct Worker::Parts {
    Parts(const Worker& worker, const WorkerOptions& options)
        : controls(options.queues),
          settler(worker.broker_.open(), worker.results_.open(), options, held, outage),
          runner(options, settler),
          pool(options.threads,
               [this, &options](const Batch& batch) {
                   const Running::Run run(running, batch, options.now());
                   runner.run(batch);
               }),
          receiver(worker.broker_.open(), worker.results_.open(), worker.registry_, options, controls, held, pool,
                   settler, outage),
          remote(options, worker.registry_, held, running, controls, pool) {
        if (options.control) remote_listener.emplace(options, held, remote);
    }

    Held held;
    Controls controls;
    Running running;
    Outage outage{"broker"};
    Settler settler;
    Runner runner;
    Pool pool;
    Receiver receiver;
    Remote remote;
    std::optional<RemoteListener> remote_listener;  // none where nobody can ask
};

Worker::Worker(broker::BrokerSource broker, broker::ResultSource results, const TaskRegistry& registry,
               WorkerOptions options)
    : broker_(std::move(broker)),
      results_(std::move(results)),
      registry_(registry),
      options_(std::move(options)),
      parts_(std::make_unique<Parts>(*this, options_)) {}

Worker::~Worker() = default;

WorkerAccount Worker::run(const std::stop_token& stop) {
    Parts& parts = *parts_;
    std::stop_source stopping;
    std::stop_source giving_up;
    const std::stop_callback forward(stop, [&] { stopping.request_stop(); });
    const std::stop_callback told(parts.controls.shutdown.get_token(), [&] { stopping.request_stop(); });
    // Answers as long as anything else goes on.
    const std::jthread listening([&](const std::stop_token& ended) {
        if (parts.remote_listener) parts.remote_listener->run(ended);
    });
    Strand settling([&] { parts.settler.run(giving_up.get_token()); },
                    [&] {  // nobody must wait for it any longer
                        parts.settler.close();
                        stopping.request_stop();
                    });
    Strand receiving([&] { parts.receiver.run(stopping.get_token()); });

    receiving.wait(stopping.get_token());
    const auto deadline = std::chrono::steady_clock::now() + options_.grace;
    // A burst ends when all is settled, which may be before its threads have said so.
    if (!stopping.stop_requested()) parts.pool.wait_for_idle(deadline);
    options_.on_stopping(parts.pool.running());
    receiving.wait_until(deadline);
    parts.pool.wait_for_idle(deadline);
    const std::size_t unfinished = parts.pool.running();
    parts.settler.close();
    if (!settling.wait_until(std::max(deadline, std::chrono::steady_clock::now() + least_time_to_settle)))
        giving_up.request_stop();
    settling.join();
    receiving.join();  // else it may take again what is given back

    WorkerAccount account = parts.settler.account();
    account.unfinished = unfinished;
    account.is_shut_down = parts.controls.shutdown.stop_requested();
    account.given_back = give_back_rest();
    settling.rethrow();
    receiving.rethrow();
    account.given_back += parts.receiver.given_back();
    return account;
}

// What has begun and is not settled: it runs too long, or the places that settle it are away.
std::size_t Worker::give_back_rest() {
    const std::vector<broker::Delivery> rest = parts_->held.all();
    if (rest.empty()) return 0;
    try {
        broker_.open()->give_back(rest);
        return rest.size();
    } catch (const Error& error) {
        log::event(log::Level::warning, "worker", "messages come back to their queues when their leases end",
                   {{"messages", rest.size()}, {"reason", error.message()}});
        return 0;
    }
}

}  // namespace megactl::worker
