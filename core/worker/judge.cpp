#include "core/worker/judge.hpp"

#include "core/celery/canvas.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace megactl::worker {
namespace {

// Why what hangs on it can't be gone on with.
std::optional<std::string> trouble_of(const celery::Message& message, celery::ChordSupport chords) {
    const auto canvas = celery::canvas_of(message);
    if (!canvas) return canvas.error().reason;
    const auto checked = celery::check(*canvas, chords);
    return checked ? std::nullopt : std::optional(checked.error().reason);
}

}  // namespace

bool has_expired(const celery::Message& message, celery::Time now) {
    return message.expires && *message.expires < now;
}

Verdict judge(const broker::Delivery& delivery, const TaskRegistry& registry, celery::ChordSupport chords,
              celery::Time now) {
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
    if (const auto trouble = trouble_of(message, chords)) {
        // Half of it would run, and whoever waits for the rest would wait for ever.
        const std::string reason = "this worker can't go on with what follows it: " + *trouble;
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
