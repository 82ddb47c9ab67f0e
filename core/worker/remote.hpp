#pragma once

#include "core/base/json_view.hpp"
#include "core/celery/control.hpp"
#include "core/celery/event.hpp"
#include "core/celery/task_info.hpp"
#include "core/worker/controls.hpp"
#include "core/worker/held.hpp"
#include "core/worker/options.hpp"
#include "core/worker/pool.hpp"
#include "core/worker/running.hpp"
#include "core/worker/task.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::worker {

// What a worker answers to Celery's `inspect`, and does at its `control`. Of one thread; what it looks at belongs to
// the others.
class Remote {
public:
    // All of them must outlive it.
    Remote(const WorkerOptions& options, const TaskRegistry& registry, const Held& held, const Running& running,
           Controls& controls, Pool& pool);

    // A JSON value, as Celery's worker gives it; nothing to what is not answered. What it doesn't know or can't do is
    // answered with an `error`.
    std::optional<std::string> answer(const celery::ControlRequest& request);

    // Lamport's clock, which orders what nodes say to each other: somebody else's was seen; the next of ours.
    void saw_clock(std::int64_t clock);
    std::int64_t next_clock() { return ++clock_; }

    // What monitors are told of the worker now.
    celery::WorkerEvent event(celery::WorkerEvent::Kind kind);
    // Did somebody ask for a heartbeat since the last call?
    bool take_wish_for_heartbeat() { return std::exchange(wants_heartbeat_, false); }

private:
    // Messages that wait here for a thread, for their turn or for their time.
    struct Waiting {
        std::vector<celery::TaskInfo> reserved;
        std::vector<celery::TaskInfo> scheduled;
    };
    using Answer = std::optional<std::string> (Remote::*)(const JsonView& arguments);

    static Answer answer_to(std::string_view method);

    std::optional<std::string> active(const JsonView& arguments);
    std::optional<std::string> active_queues(const JsonView& arguments);
    std::optional<std::string> clock(const JsonView& arguments);
    std::optional<std::string> conf(const JsonView& arguments);
    std::optional<std::string> hello(const JsonView& arguments);
    std::optional<std::string> ping(const JsonView& arguments);
    std::optional<std::string> query_task(const JsonView& arguments);
    std::optional<std::string> registered(const JsonView& arguments);
    std::optional<std::string> report(const JsonView& arguments);
    std::optional<std::string> reserved(const JsonView& arguments);
    std::optional<std::string> revoked(const JsonView& arguments);
    std::optional<std::string> scheduled(const JsonView& arguments);
    std::optional<std::string> stats(const JsonView& arguments);

    std::optional<std::string> add_consumer(const JsonView& arguments);
    std::optional<std::string> cancel_consumer(const JsonView& arguments);
    std::optional<std::string> heartbeat(const JsonView& arguments);
    std::optional<std::string> pool_grow(const JsonView& arguments);
    std::optional<std::string> pool_shrink(const JsonView& arguments);
    std::optional<std::string> rate_limit(const JsonView& arguments);
    std::optional<std::string> revoke(const JsonView& arguments);
    std::optional<std::string> shutdown(const JsonView& arguments);

    Waiting waiting() const;
    std::string terminate_none(const std::vector<std::string>& ids) const;
    std::string resize_pool(const JsonView& arguments, bool grows);

    const WorkerOptions& options_;
    const TaskRegistry& registry_;
    const Held& held_;
    const Running& running_;
    Controls& controls_;
    Pool& pool_;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    std::int64_t clock_ = 0;
    bool wants_heartbeat_ = false;
};

// Answers as Celery words them.
std::string ok_answer(std::string_view text);
std::string error_answer(std::string_view text);

}  // namespace megactl::worker
