#include "core/checks/env/rules.hpp"
#include "core/checks/env/words.hpp"

#include <fmt/format.h>

namespace megactl::checks::env_rules {
namespace {

using project::Trouble;

std::string sentence(const project::VariableRead& read, std::string_view who) {
    if (read.only_without_debug) {
        return fmt::format("{} must be set for {} while DEBUG is off", read.name, who);
    }
    return fmt::format("{} is required by the settings, and {} does not have it", read.name, who);
}

Finding service_finding(const Facts& facts, const project::RuntimeLoad& load, const Trouble& trouble) {
    const project::Service& service = service_of(facts, load);
    Finding finding;
    finding.severity = unset_at_runtime.severity_in(facts.mode);
    finding.headline = sentence(*trouble.read, fmt::format("service {}", service.name));
    finding.primary = Label{service.at, fmt::format("starts without {}", trouble.read->name)};
    finding.related.push_back(read_label(*trouble.read));
    finding.help.push_back(
        fmt::format("`{0}: ${{{0}:?set it in .env}}` under `environment:` of {1}", trouble.read->name, service.name));
    finding.variable = trouble.read->name;
    finding.service = service.name;
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

Findings judge(const Facts& facts) {
    Findings findings;
    if (facts.live) {
        if (facts.settings.empty()) return findings;
        for (const Trouble& trouble : troubles(facts.settings[facts.live_settings], *facts.live)) {
            if (trouble.kind == Trouble::Kind::unset) findings.push_back(live_finding(facts, trouble));
        }
        return findings;
    }
    for (const auto& load : facts.runtime_loads) {
        if (!is_asked_for(facts, load)) continue;
        for (const Trouble& trouble : troubles(facts.settings[load.settings], load.supply)) {
            if (trouble.kind == Trouble::Kind::unset) findings.push_back(service_finding(facts, load, trouble));
        }
    }
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
image's ENV, its own `env_file:` and `environment:`, and nothing else.)",
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
