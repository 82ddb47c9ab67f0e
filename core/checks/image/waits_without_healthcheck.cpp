#include "core/base/text.hpp"
#include "core/checks/image/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace megactl::checks::image_rules {
namespace {

using project::Dependency;
using project::Service;

// Official images that are known to bring no HEALTHCHECK. `docker.io/library/postgres:16` is `postgres`.
bool is_without_check(std::string_view image) {
    for (const std::string_view registry : {"docker.io/", "library/"}) {
        if (image.starts_with(registry)) image.remove_prefix(registry.size());
    }
    image = image.substr(0, image.find_first_of(":@"));
    return is_one_of(image, {"postgres", "redis", "valkey/valkey", "mysql", "mariadb", "rabbitmq", "memcached", "mongo",
                             "nginx", "python", "debian", "ubuntu", "alpine", "node", "busybox", "caddy", "traefik"});
}

enum class Check { there, missing, unknown };

// The HEALTHCHECK that the project's own image has: its stages', else its base's.
Check check_of_build(const project::Dockerfile& dockerfile, std::size_t stage) {
    std::optional<std::size_t> one = stage;
    std::string base;
    while (one) {
        const project::Stage& own = dockerfile.stages[*one];
        for (std::size_t i = own.end; i-- > own.from;) {
            if (dockerfile.instructions[i].keyword != "HEALTHCHECK") continue;
            return upper(trim(dockerfile.instructions[i].rest.text())) == "NONE" ? Check::missing : Check::there;
        }
        base = own.base;
        one = own.parent;
    }
    return is_without_check(base) ? Check::missing : Check::unknown;
}

Check check_of(const Facts& facts, const Service& service, std::size_t index) {
    if (service.is_unknown) return Check::unknown;
    if (service.health_check == Service::HealthCheck::given) return Check::there;
    if (service.health_check == Service::HealthCheck::disabled) return Check::missing;
    if (const auto& image = facts.images[index])
        return check_of_build(facts.dockerfiles[image->dockerfile], image->stage);
    const bool is_foreign = service.image && !service.build;
    return is_foreign && is_without_check(service.image->text) ? Check::missing : Check::unknown;
}

Finding finding_of(const Facts& facts, const Service& service, const Dependency& dependency, const Service& awaited) {
    const bool is_sure = service.profiles.empty() && dependency.is_required;
    Finding finding;
    finding.severity = is_sure ? waits_without_healthcheck.severity_in(facts.mode) : Severity::note;
    finding.headline = fmt::format("{} waits until {} is healthy, and {} has no health check", service.name,
                                   awaited.name, awaited.name);
    finding.primary = Label{dependency.at, "Compose gives up: `has no healthcheck configured`"};
    finding.related.push_back({awaited.at, awaited.health_check == Service::HealthCheck::disabled
                                               ? "its health check is taken away"
                                               : "neither here nor in its image"});
    finding.help = {fmt::format("a `healthcheck:` with a `test:` for {}", awaited.name),
                    "or `condition: service_started`, which waits for the start alone"};
    finding.service = service.name;
    finding.phase = "runtime";
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose) return findings;
    std::set<std::pair<const SourceText*, std::size_t>> told;
    const auto& services = facts.compose->services;
    for (const Service& service : services) {
        if (!facts.service_filter.empty() && service.name != facts.service_filter) continue;
        for (const Dependency& dependency : service.dependencies) {
            if (dependency.until != Dependency::Until::healthy) continue;
            const Service* awaited = facts.compose->service(dependency.service);
            if (awaited == nullptr) continue;
            const auto index = static_cast<std::size_t>(awaited - services.data());
            if (check_of(facts, *awaited, index) != Check::missing) continue;
            if (!told.emplace(dependency.at.source.get(), dependency.at.span.begin).second) continue;
            findings.push_back(finding_of(facts, service, dependency, *awaited));
        }
    }
    return findings;
}

}  // namespace

constinit const Rule waits_without_healthcheck{
    .id = "image/waits-without-healthcheck",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "a service waits for another to be healthy that has no health check",
    .why =
        R"(`condition: service_healthy` needs somebody who tells what healthy is. Where neither the compose file nor the
image has a health check, `docker compose up` gives up: `dependency failed to start: container … has no
healthcheck configured`. The official images of PostgreSQL, MySQL, MariaDB, Redis, RabbitMQ and nginx bring none. Of
images that are not known nothing is said.)",
    .wrong = R"(services:
  web:
    depends_on:
      db: {condition: service_healthy}
  db:
    image: postgres:16)",
    .right = R"(services:
  web:
    depends_on:
      db: {condition: service_healthy}
  db:
    image: postgres:16
    healthcheck:
      test: ["CMD-SHELL", "pg_isready -U $$POSTGRES_USER"]
      interval: 2s
      retries: 15)",
    .fix = R"(Give the awaited service a `healthcheck:`, or wait for its start alone. The application should survive a
database that is away for a moment in either case.)",
    .judge = judge,
};

}  // namespace megactl::checks::image_rules
