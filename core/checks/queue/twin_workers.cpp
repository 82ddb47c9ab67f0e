#include "core/base/text.hpp"
#include "core/checks/live_broker.hpp"
#include "core/checks/queue/rules.hpp"

#include <fmt/format.h>

#include <map>

namespace megactl::checks::queue_rules {
namespace {

Findings judge(const Facts& facts) {
    if (!facts.broker) return {};
    std::map<std::string, std::size_t> counts;
    for (const std::string& node : facts.broker->nodes)
        ++counts[node];
    Findings findings;
    for (const auto& [node, count] : counts) {
        if (count < 2) continue;
        Finding finding = finding_about_broker(twin_workers, facts,
                                               fmt::format("{} workers are called `{}`", count, escape_controls(node)));
        finding.help.emplace_back(
            "a name of its own for each: `celery worker -n web1@%h`; in containers `%h` is its id");
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule twin_workers{
    .id = "queue/twin-workers",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::network,
    .summary = "several workers have the same name",
    .why = R"(A name is all that tells workers apart: what is asked of one is answered by both, `shutdown` ends both,
monitors count them as one, and the revoked tasks of one are taken for the other's. It happens where two are started
with the same `-n` or on hosts of the same name.)",
    .wrong = R"(celery -A config worker -n worker@site      # twice)",
    .right = R"(celery -A config worker -n worker1@%h
celery -A config worker -n worker2@%h)",
    .fix = R"(Give each a name of its own; `%h` stands for the host, `%n` for its first label.)",
    .judge = judge,
};

}  // namespace megactl::checks::queue_rules
