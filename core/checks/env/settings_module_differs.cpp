#include "core/checks/env/rules.hpp"
#include "core/checks/env/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace megactl::checks::env_rules {
namespace {

using project::RuntimeLoad;

// Nobody can tell which module a container takes that may be given DJANGO_SETTINGS_MODULE by what can't be read.
bool is_known(const RuntimeLoad& load) {
    return !load.supply.is_open || load.is_named;
}

bool is_for_tests(const Facts& facts, const RuntimeLoad& load) {
    return module_name(facts.settings[load.settings]).find("test") != std::string::npos;
}

// Where the module of a service is said: by its variable, else by what it starts.
Label label_of(const Facts& facts, const RuntimeLoad& load) {
    const project::Service& service = service_of(facts, load);
    const std::string words = fmt::format("{} runs {}", service.name, module_name(facts.settings[load.settings]));
    const auto* named = load.supply.find("DJANGO_SETTINGS_MODULE");
    if (load.load.settings.empty() && named != nullptr && named->at) return {*named->at, words};
    const Location& at = service.command_at.source ? service.command_at : service.at;
    if (load.is_named) return {at, words};
    return {at, fmt::format("{}, for nothing else is said to `{}`", words, load.load.program)};
}

Finding finding_of(const Facts& facts, const RuntimeLoad& first, const RuntimeLoad& other) {
    const project::Service& service = service_of(facts, other);
    const bool is_always_there = service.profiles.empty() && service_of(facts, first).profiles.empty();
    Finding finding;
    finding.severity = is_always_there ? settings_module_differs.severity_in(facts.mode) : Severity::note;
    finding.headline =
        fmt::format("{} and {} run one image with different settings", service_of(facts, first).name, service.name);
    finding.primary = label_of(facts, other);
    finding.related.push_back(label_of(facts, first));
    finding.help = {"`DJANGO_SETTINGS_MODULE` once in the image (ENV) or in an anchor that both share"};
    finding.variable = "DJANGO_SETTINGS_MODULE";
    finding.service = service.name;
    finding.phase = "runtime";
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose) return findings;
    std::map<std::pair<std::size_t, std::size_t>, const RuntimeLoad*> first_of_image;
    for (const RuntimeLoad& load : facts.runtime_loads) {
        const auto& image = facts.images[load.service];
        if (!image || !is_known(load) || is_for_tests(facts, load) || !is_asked_for(facts, load)) continue;
        const auto [first, is_new] = first_of_image.try_emplace({image->dockerfile, image->stage}, &load);
        if (is_new || first->second->settings == load.settings) continue;
        // Who names a module for each of them means it.
        if (first->second->is_named && load.is_named) continue;
        findings.push_back(finding_of(facts, *first->second, load));
    }
    return findings;
}

}  // namespace

constinit const Rule settings_module_differs{
    .id = "env/settings-module-differs",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "services of one image run with different settings modules",
    .why = R"(manage.py, wsgi.py and celery.py each name a module for the case that DJANGO_SETTINGS_MODULE is not set,
and often not the same: the site runs with the production settings, the worker with those for development,
perhaps with another database, another key, and DEBUG on. Where each service is told its module by name,
that is taken for intent, and so are modules for tests.)",
    .wrong = R"(services:
  web:
    image: shop
    command: gunicorn config.wsgi            # config.settings.production
  worker:
    image: shop
    command: python manage.py qcluster       # config.settings.local)",
    .right = R"(x-settings: &settings {DJANGO_SETTINGS_MODULE: config.settings.production}
services:
  web:
    image: shop
    environment: *settings
  worker:
    image: shop
    environment: *settings)",
    .fix = R"(Set DJANGO_SETTINGS_MODULE where all services get it: by ENV in the image, or by an anchor or env file
that they share.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
