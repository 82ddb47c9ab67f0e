#include "core/base/text.hpp"
#include "core/checks/live_broker.hpp"
#include "core/checks/queue/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::checks::queue_rules {
namespace {

using project::LiveBroker;

Finding finding_about(const Facts& facts, const LiveBroker::Queue& queue) {
    Finding finding = finding_about_broker(
        no_consumer, facts,
        fmt::format("{} in `{}`, and no worker takes from it",
                    count_of(queue.waiting, "message waits", "messages wait"), escape_controls(queue.name)));
    const bool is_known_by_another_case = std::ranges::any_of(
        facts.broker->queues,
        [&](const LiveBroker::Queue& other) { return other.consumers > 0 && lower(other.name) == lower(queue.name); });
    if (is_known_by_another_case) finding.notes.emplace_back("a queue of the same name in other letters has workers");
    finding.help.push_back(
        fmt::format("a worker with `-Q {0}`; or, where its tasks belong elsewhere, `megactl queue "
                    "move {0} celery`",
                    escape_controls(queue.name)));
    return finding;
}

Findings judge(const Facts& facts) {
    // Who did not answer may take from any of them.
    if (!facts.broker || !facts.broker->knows_consumers || facts.broker->silent > 0) return {};
    Findings findings;
    for (const LiveBroker::Queue& queue : facts.broker->queues) {
        const bool is_own = queue.name.starts_with("megactl.");
        if (queue.waiting > 0 && queue.consumers == 0 && !is_own) findings.push_back(finding_about(facts, queue));
    }
    return findings;
}

}  // namespace

constinit const Rule no_consumer{
    .id = "queue/no-consumer",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::network,
    .summary = "messages wait in a queue that no worker takes from",
    .why = R"(Celery tells nobody: a task that is routed to `mail` waits there for ever where every worker was started
with `-Q email`. Asked are the workers themselves (`active_queues`), Celery's and megactl's; where one of them does not
answer in time, nothing is said, for it may be the one.)",
    .wrong = R"(celery -A config worker -Q celery,email      # and CELERY_TASK_ROUTES names "mail")",
    .right = R"(celery -A config worker -Q celery,mail)",
    .fix = R"(Start a worker for the queue, or mend the route and move what waits: `megactl queue move`.)",
    .judge = judge,
};

}  // namespace megactl::checks::queue_rules
