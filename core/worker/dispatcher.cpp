#include "core/worker/dispatcher.hpp"

#include "core/log/log.hpp"
#include "core/worker/judge.hpp"

#include <algorithm>
#include <set>
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

// Of a job about to start: settles it where it needs no run. True: it runs.
bool Dispatcher::may_start(Job& job) {
    if (has_expired(job.message, options_.now())) {
        if (held_.begin(job.receipt.tag)) settler_.bring(expired(job.receipt, job.message, options_.now()));
        log::event(log::Level::info, "worker", "expired", {{"task", job.message.task}, {"id", job.message.id}});
        return false;
    }
    if (job.may_have_run) {
        const auto known = results_.fetch(job.message.id);
        if (known && known->state == celery::State::success) {
            if (held_.begin(job.receipt.tag)) settler_.bring(repeated(job.receipt));
            log::event(log::Level::info, "worker", "had run before",
                       {{"task", job.message.task}, {"id", job.message.id}});
            return false;
        }
        job.may_have_run = false;
    }
    return true;
}

// Leaves at the front as many jobs of one handler as it takes at once, all of which may start.
void Dispatcher::look_at_front() {
    std::size_t looked = 0;
    const Handler* handler = nullptr;
    for (auto it = ready_.begin(); it != ready_.end();) {
        if (handler != nullptr && looked == handler->batch) break;
        if (handler != nullptr && it->handler != handler) {
            ++it;
            continue;
        }
        if (!may_start(*it)) {
            it = ready_.erase(it);
            continue;
        }
        handler = it->handler;
        ++looked;
        ++it;
    }
}

void Dispatcher::start_ready() {
    while (pool_.free() > 0 && !ready_.empty()) {
        look_at_front();
        if (ready_.empty()) return;
        const Handler* handler = ready_.front().handler;
        const auto chosen = [&, left = handler->batch](const Job& job) mutable {
            return job.handler == handler && left > 0 && left-- > 0;
        };
        std::vector<std::string> tags;
        for (auto is_chosen = chosen; const Job& job : ready_) {
            if (is_chosen(job)) tags.push_back(job.receipt.tag);
        }
        if (!handler->acknowledges_late) broker_.acknowledge(tags);
        // From here on nothing throws: what is acknowledged must run.
        Batch batch{.handler = handler};
        std::deque<Job> rest;
        for (auto is_chosen = chosen; Job & job : ready_) {
            if (!is_chosen(job)) {
                rest.push_back(std::move(job));
            } else if (held_.begin(job.receipt.tag)) {
                batch.receipts.push_back(std::move(job.receipt));
                batch.messages.push_back(std::move(job.message));
            }
        }
        ready_ = std::move(rest);
        if (!handler->acknowledges_late) held_.acknowledged(tags);
        if (!batch.messages.empty()) pool_.start(std::move(batch));
    }
}

}  // namespace megactl::worker
