#include "core/checks/live_broker.hpp"
#include "core/checks/redis/rules.hpp"

namespace megactl::checks::redis_rules {
namespace {

std::optional<Finding> find(const Facts& facts, const project::LiveBroker::Redis& redis) {
    if (!redis.is_replica) return std::nullopt;
    Finding finding = finding_about_broker(
        read_only, facts, "the broker is a replica of another Redis: it takes no message, and loses what it is sent");
    finding.help.emplace_back("name its master: `redis-cli INFO replication` tells `master_host`");
    return finding;
}

}  // namespace

constinit const Rule read_only{
    .id = "redis/read-only",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::network,
    .summary = "the broker's Redis is a replica",
    .why = R"(A replica refuses what would change it (`READONLY`), so nothing can be sent and no worker can take
anything. Where `replica-read-only no` lets it be written to, the next synchronisation with its master wipes that out.
It happens after a failover, when a URL names a host that was the master.)",
    .wrong = R"(CELERY_BROKER_URL=redis://redis-replica:6379/0)",
    .right = R"(CELERY_BROKER_URL=redis://redis-master:6379/0)",
    .fix = R"(Let the URL name the master, by a name that follows it.)",
    .judge = [](const Facts& facts) { return find_in_server(facts, find); },
};

}  // namespace megactl::checks::redis_rules
