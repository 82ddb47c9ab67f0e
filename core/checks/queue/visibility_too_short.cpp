#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/checks/live_broker.hpp"
#include "core/checks/queue/rules.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <utility>

namespace megactl::checks::queue_rules {
namespace {

using project::LiveBroker;

// What goes wrong with what the worker holds; empty where nothing does.
std::string trouble_of(const LiveBroker::Worker& worker) {
    const auto name = escape_controls(worker.name);
    const std::string visible = format_duration(worker.visibility_timeout);
    if (worker.furthest_eta && *worker.furthest_eta > worker.visibility_timeout) {
        return fmt::format("`{}` holds a task that is due in {}, and every {} another worker takes it too", name,
                           format_duration(std::chrono::ceil<std::chrono::minutes>(*worker.furthest_eta)), visible);
    }
    if (worker.time_limit && *worker.time_limit > worker.visibility_timeout) {
        return fmt::format("`{}` lets a task run for {}, and what it holds is given to others after {}", name,
                           format_duration(*worker.time_limit), visible);
    }
    return {};
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.broker || !facts.broker->redis) return findings;
    for (const LiveBroker::Worker& worker : facts.broker->workers) {
        std::string trouble = trouble_of(worker);
        if (trouble.empty()) continue;
        Finding finding = finding_about_broker(visibility_too_short, facts, std::move(trouble));
        finding.help.emplace_back(
            R"(`broker_transport_options = {"visibility_timeout": SECONDS}`, above the longest of both)");
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule visibility_too_short{
    .id = "queue/visibility-too-short",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::network,
    .summary = "a message is given to another worker while the first still has it",
    .why = R"(On Redis a message that is not acknowledged within `visibility_timeout`, an hour by default, goes to
another worker. Celery's workers do not renew what they hold: a task with an ETA beyond it runs once for every such
hour, and what was taken ahead of time (`worker_prefetch_multiplier`) behind a task that runs longer runs twice.
Workers of megactl renew what they hold.

Asked are the workers of Celery: their `task_time_limit`, their `broker_transport_options`, and what they hold for its
time.)",
    .wrong = R"(CELERY_TASK_TIME_LIMIT = 4 * 3600)",
    .right = R"(CELERY_TASK_TIME_LIMIT = 4 * 3600
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 5 * 3600})",
    .fix = R"(Raise `visibility_timeout` above the longest time limit and the furthest ETA, for every worker and every
sender. What is due in days belongs into a table and a periodic task.)",
    .judge = judge,
};

}  // namespace megactl::checks::queue_rules
