#include "core/base/text.hpp"
#include "core/checks/env/rules.hpp"
#include "core/checks/env/words.hpp"
#include "core/project/trouble_finder.hpp"

#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace megactl::checks::env_rules {
namespace {

using project::Trouble;

std::string sentence(const project::VariableRead& read, std::string_view who, bool is_one = true) {
    if (read.only_without_debug) {
        return fmt::format("{} must be set for {} while DEBUG is off", read.name, who);
    }
    return fmt::format("{} is required by the settings, and {} {} not have it", read.name, who, is_one ? "does" : "do");
}

// Services that lack the same variable because they share their environment by an anchor, a merge or `extends`.
using Sharers = std::vector<const project::Service*>;

std::string names_of(const Sharers& services) {
    std::vector<std::string> names;
    for (const project::Service* service : services)
        names.push_back(service->name);
    return fmt::format("{} {}", names.size() == 1 ? "service" : "services", join_words(names));
}

Finding service_finding(const Facts& facts, const Sharers& services, const project::VariableRead& read) {
    const project::Service& service = *services.front();
    Finding finding;
    finding.severity = unset_at_runtime.severity_in(facts.mode);
    finding.headline = sentence(read, names_of(services), services.size() == 1);
    finding.primary = Label{service.at, fmt::format("starts without {}", read.name)};
    finding.related.push_back(read_label(read));
    finding.help.push_back(fmt::format("`{0}: ${{{0}:?set it in .env}}` under {1}", read.name,
                                       services.size() == 1 ? fmt::format("`environment:` of {}", service.name)
                                                            : "the `environment:` that they share"));
    finding.variable = read.name;
    finding.service = service.name;
    finding.phase = "runtime";
    return finding;
}

// Where the environment of a service is written, which tells those that share it; without any it is the service's own.
using Block = std::vector<std::pair<const SourceText*, std::size_t>>;

Block block_of(const project::Service& service) {
    Block block;
    for (const project::ContainerVariable& variable : service.environment)
        block.emplace_back(variable.at.source.get(), variable.at.span.begin);
    for (const project::EnvFileUse& use : service.env_files)
        block.emplace_back(use.at.source.get(), use.at.span.begin);
    if (block.empty()) block.emplace_back(service.at.source.get(), service.at.span.begin);
    return block;
}

std::string workload_help(const project::Workload& workload, const std::string& variable) {
    switch (workload.kind) {
        case project::Workload::Kind::systemd:
            return fmt::format(
                "`Environment={}=…`, or a line in the file of an `EnvironmentFile=`; a secret by the file", variable);
        case project::Workload::Kind::kubernetes:
            return fmt::format("`- name: {}` under `env:` of the container; a secret by `valueFrom.secretKeyRef`",
                               variable);
        case project::Workload::Kind::procfile: break;
    }
    return fmt::format("set {} for the app", variable);
}

Finding workload_finding(const Facts& facts, const project::Workload& workload, const project::VariableRead& read) {
    Finding finding;
    finding.severity = unset_at_runtime.severity_in(facts.mode);
    finding.headline = sentence(read, workload.title);
    finding.primary = Label{workload.at, fmt::format("starts without {}", read.name)};
    finding.related.push_back(read_label(read));
    finding.help.push_back(workload_help(workload, read.name));
    if (workload.kind == project::Workload::Kind::systemd) {
        finding.severity = std::min(finding.severity, Severity::warning);
        finding.notes.emplace_back("a drop-in on the host may set it: those are not in the tree");
    }
    finding.variable = read.name;
    finding.service = workload.name;
    finding.phase = "runtime";
    return finding;
}

Finding live_finding(const Facts& facts, const Trouble& trouble) {
    Finding finding;
    finding.severity = Severity::error;
    finding.headline = sentence(*trouble.read, "this process");
    finding.primary = read_label(*trouble.read);
    finding.seen = {fmt::format("{} is in none of {} variables", trouble.read->name, facts.live->values.size())};
    finding.help.push_back(fmt::format("set {} in the environment of the container", trouble.read->name));
    finding.variable = trouble.read->name;
    finding.phase = "runtime";
    return finding;
}

void judge_workloads(const Facts& facts, Findings& findings) {
    for (const auto& load : facts.workload_loads) {
        if (!is_asked_for(facts, load)) continue;
        for (const Trouble& trouble : troubles(facts.settings[load.settings], load.supply)) {
            if (trouble.kind != Trouble::Kind::unset) continue;
            findings.push_back(workload_finding(facts, facts.workloads[load.workload], *trouble.read));
        }
    }
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (facts.live) {
        if (facts.settings.empty()) return findings;
        for (const Trouble& trouble : troubles(facts.settings[facts.live_settings], *facts.live)) {
            if (trouble.kind == Trouble::Kind::unset) findings.push_back(live_finding(facts, trouble));
        }
        return findings;
    }
    std::vector<std::pair<const project::VariableRead*, Sharers>> told;
    std::map<std::pair<const project::VariableRead*, Block>, std::size_t> known;
    std::map<std::size_t, project::TroubleFinder> finders;  // by the index of the settings
    for (const auto& load : facts.runtime_loads) {
        if (!is_asked_for(facts, load)) continue;
        const project::Service& service = service_of(facts, load);
        const auto [finder, is_first] = finders.try_emplace(load.settings, facts.settings[load.settings]);
        for (const Trouble& trouble : finder->second.troubles(load.supply)) {
            if (trouble.kind != Trouble::Kind::unset) continue;
            const auto [entry, is_new] = known.try_emplace({trouble.read, block_of(service)}, told.size());
            if (is_new) told.push_back({trouble.read, {}});
            told[entry->second].second.push_back(&service);
        }
    }
    for (const auto& [read, services] : told)
        findings.push_back(service_finding(facts, services, *read));
    judge_workloads(facts, findings);
    return findings;
}

}  // namespace

constinit const Rule unset_at_runtime{
    .id = "env/unset-at-runtime",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "a service starts without a variable that its settings require",
    .why = R"(The settings raise while they are imported, so the container ends at once, is started again, and ends
again. Workers are often forgotten: what `web` was given, `celery_worker` was not. A container has the
image's ENV, its own `env_file:` and `environment:`, and nothing else. A container of Kubernetes and a
unit of systemd are judged alike, where all that they are given is in the tree.)",
    .wrong = R"(services:
  web:
    image: shop
    environment:
      DJANGO_SECRET_KEY: ${DJANGO_SECRET_KEY:?set it}
  celery_worker:
    image: shop
    command: celery -A config worker)",
    .right = R"(x-environment: &environment
  DJANGO_SECRET_KEY: ${DJANGO_SECRET_KEY:?set it}
services:
  web:
    image: shop
    environment: *environment
  celery_worker:
    image: shop
    command: celery -A config worker
    environment: *environment)",
    .fix = R"(Give the service the variable under `environment:`, as `NAME: ${NAME:?set it}`, so that Compose itself
refuses to start without it; share one block between services of one image by a YAML anchor. Or give the
variable a default in the settings, where a default is harmless.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
