#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/checks/live_broker.hpp"
#include "core/checks/redis/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace megactl::checks::redis_rules {
namespace {

std::optional<Finding> find(const Facts& facts, const project::LiveBroker::Redis& redis) {
    if (redis.max_memory == 0 || redis.eviction.empty() || redis.eviction == "noeviction") return std::nullopt;
    const std::string policy = fmt::format("`maxmemory-policy {}` at {}", escape_controls(redis.eviction),
                                           format_size(Bytes{redis.max_memory}));
    const bool drops_queues = !redis.eviction.starts_with("volatile-");
    Finding finding = finding_about_broker(
        evicts, facts,
        fmt::format("Redis may drop {}: {}", drops_queues ? "whole queues" : "results before their time", policy));
    if (!drops_queues) finding.severity = std::min(finding.severity, Severity::warning);
    finding.help.emplace_back("`redis-cli CONFIG SET maxmemory-policy noeviction`, and the same in redis.conf");
    finding.help.emplace_back("a cache wants a server of its own");
    return finding;
}

}  // namespace

constinit const Rule evicts{
    .id = "redis/evicts",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::network,
    .summary = "the broker's Redis drops keys when its memory is full",
    .why = R"(A queue is one key. Where memory is full, `allkeys-lru` and its kind drop keys that were not asked for
of late, and a queue that waits is just that: thousands of tasks are gone without a word. `volatile-…` drops only
keys that expire, which are results and the leases of running workers.

With `noeviction` Redis refuses to take more instead: whoever sends a task hears of it.)",
    .wrong = R"(maxmemory 2gb
maxmemory-policy allkeys-lru)",
    .right = R"(maxmemory 2gb
maxmemory-policy noeviction)",
    .fix = R"(Set `maxmemory-policy noeviction` for the broker, and give a cache another server: two databases of one
server share its memory and its policy.)",
    .judge = [](const Facts& facts) { return find_in_server(facts, find); },
};

}  // namespace megactl::checks::redis_rules
