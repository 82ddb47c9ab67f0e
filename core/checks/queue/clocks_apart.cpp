#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/checks/live_broker.hpp"
#include "core/checks/queue/rules.hpp"

#include <fmt/format.h>

#include <chrono>

namespace megactl::checks::queue_rules {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds bearable{5000};

Finding finding_of(const Facts& facts, std::string headline) {
    Finding finding = finding_about_broker(clocks_apart, facts, std::move(headline));
    finding.help.emplace_back("`timedatectl` on each host: is its clock synchronised?");
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.broker) return findings;
    const auto ahead = facts.broker->server_ahead;
    if (ahead && std::chrono::abs(*ahead) > bearable) {
        findings.push_back(finding_of(
            facts, fmt::format("the clock of Redis is {} {} this host's", format_duration(std::chrono::abs(*ahead)),
                               ahead->count() > 0 ? "ahead of" : "behind")));
    }
    const auto taken = facts.broker->taken_ahead;
    if (taken && *taken > bearable) {
        findings.push_back(finding_of(
            facts,
            fmt::format("a worker's clock is {} ahead of Redis's: it took a message then", format_duration(*taken))));
    }
    return findings;
}

}  // namespace

constinit const Rule clocks_apart{
    .id = "queue/clocks-apart",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::network,
    .summary = "the clocks of hosts that share a queue differ",
    .why = R"(Times in messages are absolute: an ETA or an expiry that one host writes is read by another. And Celery's
workers write down when they took a message by their own clock, while others decide by theirs whether that was too long
ago: a clock that is behind has its messages run twice, one that is ahead keeps a dead worker's for longer.

Compared are this host and Redis, and Redis with the latest taking. A few seconds do no harm.)",
    .wrong = R"($ date -u; ssh worker date -u
Mon Nov 30 02:00:00 UTC 2026
Mon Nov 30 02:04:10 UTC 2026)",
    .right = R"($ timedatectl show --property NTPSynchronized
NTPSynchronized=yes)",
    .fix = R"(Let every host synchronise its clock; containers have their host's.)",
    .judge = judge,
};

}  // namespace megactl::checks::queue_rules
