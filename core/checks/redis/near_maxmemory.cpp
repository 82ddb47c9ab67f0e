#include "core/base/units.hpp"
#include "core/checks/live_broker.hpp"
#include "core/checks/redis/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::checks::redis_rules {
namespace {

constexpr std::uint64_t warns_at = 80;  // per cent of maxmemory
constexpr std::uint64_t refuses_at = 97;

std::optional<Finding> find(const Facts& facts, const project::LiveBroker::Redis& redis) {
    if (redis.max_memory == 0) return std::nullopt;
    const std::uint64_t share = redis.used_memory / (redis.max_memory / 100 + 1);
    if (share < warns_at) return std::nullopt;
    Finding finding =
        finding_about_broker(near_maxmemory, facts,
                             fmt::format("Redis holds {} of the {} that `maxmemory` allows it",
                                         format_size(Bytes{redis.used_memory}), format_size(Bytes{redis.max_memory})));
    if (share < refuses_at) finding.severity = std::min(finding.severity, Severity::warning);
    finding.help.emplace_back("`megactl queue list` tells which queue grows, `queue top` what is in it");
    finding.help.emplace_back("results that nobody asks for: `ignore_result`, or a shorter `result_expires`");
    return finding;
}

}  // namespace

constinit const Rule near_maxmemory{
    .id = "redis/near-maxmemory",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::network,
    .summary = "the broker's Redis has nearly as much in it as it may",
    .why = R"(At `maxmemory` Redis refuses whatever would add something (`OOM command not allowed`), or, with another
policy than `noeviction`, drops keys. Sites then fail where they send a task, workers where they store a result.
From four fifths on it is a warning: a queue that nobody works on fills the rest in minutes.)",
    .wrong = R"(used_memory_human:1.97G
maxmemory_human:2.00G)",
    .right = R"(used_memory_human:310.00M
maxmemory_human:2.00G)",
    .fix = R"(Find what grows: a queue without workers, or results that are kept for a day and never asked for.)",
    .judge = [](const Facts& facts) { return find_in_server(facts, find); },
};

}  // namespace megactl::checks::redis_rules
