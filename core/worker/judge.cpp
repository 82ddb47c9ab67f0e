#include "core/worker/judge.hpp"

#include "core/celery/retry.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace megactl::worker {

bool has_expired(const celery::Message& message, celery::Time now) {
    return message.expires && *message.expires < now;
}

Verdict judge(const broker::Delivery& delivery, const TaskRegistry& registry, celery::Time now) {
    Receipt receipt{.tag = delivery.tag, .queue = delivery.queue, .priority = delivery.priority};
    auto decoded = celery::decode(delivery.payload);
    if (!decoded) {
        const celery::Undecodable& undecodable = decoded.error();
        const bool is_refused = undecodable.why == celery::Undecodable::Why::refused;
        return Settle{
            .settlement = is_refused ? refused(receipt, undecodable, now) : buried(receipt, undecodable.reason),
            .what = fmt::format("dead letter: {}", undecodable.reason),
            .task = undecodable.task,
            .id = undecodable.id};
    }
    celery::Message& message = *decoded;
    const Handler* handler = registry.find(message.task);
    if (handler == nullptr) return NotOurs{.receipt = std::move(receipt), .message = std::move(message)};
    if (celery::has_followers(message)) {
        // Half of it would run, and whoever waits for the rest would wait for ever.
        const std::string reason = "callbacks, a chain or a chord hang on it, which this worker does not go on with";
        return Settle{.settlement = buried(receipt, reason),
                      .what = "dead letter: " + reason,
                      .task = message.task,
                      .id = message.id};
    }
    if (has_expired(message, now)) {
        return Settle{
            .settlement = expired(receipt, message, now), .what = "expired", .task = message.task, .id = message.id};
    }
    const std::optional<celery::Time> due = message.eta;
    const bool may_have_run = delivery.is_redelivered || message.is_redelivered;
    Job job{
        .receipt = std::move(receipt), .message = std::move(message), .handler = handler, .may_have_run = may_have_run};
    if (due && *due > now) return RunLater{.job = std::move(job), .due = *due};
    return Run{.job = std::move(job)};
}

}  // namespace megactl::worker
