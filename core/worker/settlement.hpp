#pragma once

#include "core/base/backoff.hpp"
#include "core/broker/broker.hpp"
#include "core/celery/followers.hpp"
#include "core/celery/task_result.hpp"
#include "core/worker/job.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::worker {

// What is owed to broker and result backend for one message. Carried out in the one safe order: the result is stored,
// then what follows takes the message's place in one step of the broker. Whoever dies in between leaves it to be seen
// again, with its result, so that what follows it is known again, and is sent once.
struct Settlement {
    enum class End {
        begun,  // only the result STARTED: the message is still held
        done,
        failed,
        retried,
        postponed,
        expired,
        revoked,
        buried,
        repeated,  // it had run before
    };

    End end = End::done;
    std::string tag;
    bool is_acknowledged = false;  // since before its run: what follows it takes nobody's place
    std::vector<broker::Outgoing> follow_ups{};
    std::optional<celery::TaskResult> result{};
    std::vector<celery::TaskResult> others{};  // of what ends with it without a run
    std::vector<celery::ChordPart> parts{};    // of chords, that have ended
    std::vector<celery::ChordSize> chords{};   // that begin with the follow-ups
    std::string reason{};                      // of a burial
};

// Pure but for fresh ids and delivery tags of what follows.

Settlement begun(const Receipt& receipt, const celery::Message& message, std::string_view worker_name, int process_id);
Settlement settle(const Receipt& receipt, const celery::Message& message, const Handler& handler,
                  const Outcome& outcome, celery::Time now, const Draw& draw);
Settlement expired(const Receipt& receipt, const celery::Message& message, celery::Time now);
Settlement revoked(const Receipt& receipt, const celery::Message& message, celery::Time now);
Settlement not_registered(const Receipt& receipt, const celery::Message& message, celery::Time now);
Settlement buried(const Receipt& receipt, std::string reason);
// Of a content type that is never decoded; whoever waits for its result learns why.
Settlement refused(const Receipt& receipt, const celery::Undecodable& undecodable, celery::Time now);
// It answered `value` before: what follows was perhaps not sent any more.
Settlement repeated(const Receipt& receipt, const celery::Message& message, const std::string& value, celery::Time now);

// What the end of a task, or of a chord, makes.
void add(Settlement& settlement, celery::Followers followers);
celery::Sending sending_at(celery::Time now);

// How long until the attempt after `retries` earlier retries: whole seconds, as Celery draws them.
std::chrono::milliseconds retry_delay(const RetryPolicy& policy, std::int64_t retries, const Draw& draw);

// How often the message was postponed. A header of its own tells it, since Celery's `retries` runs out.
std::int64_t postponements(const celery::Message& message);

}  // namespace megactl::worker
