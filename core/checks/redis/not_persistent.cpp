#include "core/checks/live_broker.hpp"
#include "core/checks/redis/rules.hpp"

namespace megactl::checks::redis_rules {
namespace {

std::optional<Finding> find(const Facts& facts, const project::LiveBroker::Redis& redis) {
    if (redis.appends_to_file || redis.saves != false) return std::nullopt;
    Finding finding = finding_about_broker(
        not_persistent, facts, "Redis keeps the queues in memory alone: a restart loses every task that waits");
    finding.help.emplace_back(
        "`appendonly yes` in redis.conf, or `redis-server --appendonly yes`, and its folder on a volume");
    return finding;
}

}  // namespace

constinit const Rule not_persistent{
    .id = "redis/not-persistent",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::network,
    .summary = "the broker's Redis writes nothing to disk",
    .why = R"(With `appendonly no` and `save ""` all that waits is gone when the server or its host is started anew:
tasks that a site has sent, and was told so. Snapshots (`save 3600 1`) lose up to an hour, the append-only file a
second. Where a server does not let anybody ask for `save`, nothing is said.)",
    .wrong = R"(save ""
appendonly no)",
    .right = R"(appendonly yes
appendfsync everysec)",
    .fix = R"(Switch the append-only file on, and keep its folder on a volume.)",
    .judge = [](const Facts& facts) { return find_in_server(facts, find); },
};

}  // namespace megactl::checks::redis_rules
