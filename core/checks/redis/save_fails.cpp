#include "core/checks/live_broker.hpp"
#include "core/checks/redis/rules.hpp"

namespace megactl::checks::redis_rules {
namespace {

std::optional<Finding> find(const Facts& facts, const project::LiveBroker::Redis& redis) {
    if (!redis.has_failed_to_save) return std::nullopt;
    Finding finding = finding_about_broker(
        save_fails, facts, "Redis could not write to its disk of late, and may refuse every task until it can");
    finding.help.emplace_back("its log says why: a full disk, a folder that is not its own, too little memory to fork");
    return finding;
}

}  // namespace

constinit const Rule save_fails{
    .id = "redis/save-fails",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::network,
    .summary = "the broker's Redis fails to write its data to disk",
    .why = R"(When a snapshot fails, Redis refuses everything that would change data (`MISCONF`), as
`stop-writes-on-bgsave-error` has it by default: no task can be sent, no result stored. The same holds for the
append-only file. INFO says `rdb_last_bgsave_status:err` or `aof_last_write_status:err`.)",
    .wrong = R"(rdb_last_bgsave_status:err)",
    .right = R"(rdb_last_bgsave_status:ok)",
    .fix = R"(Look into the log of Redis. Free the disk, give the folder to the user that Redis runs as, or set
`vm.overcommit_memory = 1` where it could not fork.)",
    .judge = [](const Facts& facts) { return find_in_server(facts, find); },
};

}  // namespace megactl::checks::redis_rules
