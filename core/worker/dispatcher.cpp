#include "core/worker/dispatcher.hpp"

#include "core/log/log.hpp"
#include "core/worker/judge.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ranges>
#include <utility>
#include <vector>

namespace megactl::worker {

std::size_t Dispatcher::ready_for(const Handler* handler) const {
    return static_cast<std::size_t>(std::ranges::count(ready_, handler, &Job::handler));
}

std::size_t Dispatcher::free() const {
    const std::size_t free = pool_.free();
    return ready_.size() < free ? free - ready_.size() : 0;
}

bool Dispatcher::settle_if_revoked(const Job& job) {
    if (!revoked_.contains(job.message.id, std::chrono::steady_clock::now())) return false;
    if (held_.begin(job.receipt.tag)) settler_.bring(revoked(job.receipt, job.message, options_.now()));
    log::event(log::Level::info, "worker", "revoked", {{"task", job.message.task}, {"id", job.message.id}});
    return true;
}

// Of a job about to start: settles it where it needs no run. True: it runs.
bool Dispatcher::may_start(Job& job) {
    if (has_expired(job.message, options_.now())) {
        if (held_.begin(job.receipt.tag)) settler_.bring(expired(job.receipt, job.message, options_.now()));
        log::event(log::Level::info, "worker", "expired", {{"task", job.message.task}, {"id", job.message.id}});
        return false;
    }
    if (settle_if_revoked(job)) return false;
    if (job.may_have_run) {
        const auto known = results_.fetch(job.message.id);
        if (known && known->state == celery::State::success) {
            if (held_.begin(job.receipt.tag))
                settler_.bring(repeated(job.receipt, job.message, known->result, options_.now()));
            log::event(log::Level::info, "worker", "had run before",
                       {{"task", job.message.task}, {"id", job.message.id}});
            return false;
        }
        job.may_have_run = false;
    }
    return true;
}

// Brings to the front as many jobs of one handler as it takes at once, all of which may start; answers how many.
std::size_t Dispatcher::look_at_front() {
    std::size_t chosen = 0;
    const Handler* handler = nullptr;
    auto job = ready_.begin();
    while (job != ready_.end() && (handler == nullptr || chosen < handler->batch)) {
        if (handler != nullptr && job->handler != handler) {
            ++job;
        } else if (may_start(*job)) {
            handler = job->handler;
            ++chosen;
            ++job;
        } else {
            job = ready_.erase(job);
        }
    }
    std::stable_partition(ready_.begin(), job, [handler](const Job& looked) { return looked.handler == handler; });
    return chosen;
}

void Dispatcher::start_ready() {
    while (pool_.free() > 0) {
        const auto chosen = static_cast<std::ptrdiff_t>(look_at_front());
        if (chosen == 0) return;
        const Handler* handler = ready_.front().handler;
        const std::ranges::subrange jobs(ready_.begin(), ready_.begin() + chosen);
        std::vector<std::string> tags;
        for (const Job& job : jobs)
            tags.push_back(job.receipt.tag);
        if (!handler->acknowledges_late) broker_.acknowledge(tags);
        // From here on nothing throws: what is acknowledged must run.
        Batch batch{.handler = handler};
        for (Job& job : jobs) {
            if (!held_.begin(job.receipt.tag)) continue;
            batch.receipts.push_back(std::move(job.receipt));
            batch.messages.push_back(std::move(job.message));
        }
        ready_.erase(jobs.begin(), jobs.end());
        if (!handler->acknowledges_late) held_.acknowledged(tags);
        if (!batch.messages.empty()) pool_.start(std::move(batch));
    }
}

}  // namespace megactl::worker
