#include "core/base/secret.hpp"
#include "core/base/text.hpp"
#include "core/checks/developers.hpp"
#include "core/checks/env/rules.hpp"
#include "core/checks/env/words.hpp"
#include "core/project/audience.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace megactl::checks::env_rules {
namespace {

// A place is told once, however many services share it through an anchor.
using Told = std::set<std::pair<const SourceText*, std::size_t>>;

Finding base_finding(const Facts& facts, const std::string& variable, Location at, std::string words) {
    Finding finding;
    finding.severity = placeholder_secret.severity_in(facts.mode);
    finding.primary = Label{std::move(at), std::move(words)};
    finding.variable = variable;
    finding.phase = "runtime";
    return finding;
}

bool is_read_by(const project::DjangoSettings& settings, std::string_view name) {
    return std::ranges::any_of(settings.reads, [&](const auto& read) { return read.name == name; });
}

// `${NAME:-change-me}` in a compose file.
void judge_fallback(const Facts& facts, const project::ContainerVariable& given, const project::Service& service,
                    Told& told, Findings& findings) {
    for (const project::Interpolation& part : given.interpolations) {
        const bool has_fallback = part.operation == ":-" || part.operation == "-";
        if (!has_fallback || !can_be_secret(part.word)) continue;
        if (!told.emplace(part.at.source.get(), part.at.span.begin).second) return;
        Finding finding = base_finding(facts, given.name, part.at, "used wherever nobody sets it");
        finding.headline =
            fmt::format("{} falls back to a value that stands in {}", given.name, part.at.source->name());
        finding.help = {fmt::format("`${{{}:?set it}}`: then Compose refuses to start without it", part.name)};
        finding.service = service.name;
        findings.push_back(std::move(finding));
    }
}

// A literal in a compose file.
void judge_literal(const Facts& facts, const project::ContainerVariable& given, const project::Service& service,
                   Told& told, Findings& findings) {
    if (!given.interpolations.empty() || !given.value || !can_be_secret(*given.value)) return;
    if (given.kind == project::ContainerVariable::Kind::env_file && !is_placeholder(*given.value)) return;
    if (!told.emplace(given.at.source.get(), given.at.span.begin).second) return;
    const bool only_stands_for_one = is_placeholder(*given.value);
    Finding finding = base_finding(
        facts, given.name, given.at,
        only_stands_for_one ? "a placeholder: the same for everybody" : "known to everybody who reads this file");
    finding.headline = only_stands_for_one
                           ? fmt::format("{} is still a placeholder", given.name)
                           : fmt::format("the secret {} stands in {}", given.name, given.at.source->name());
    finding.help = {
        given.kind == project::ContainerVariable::Kind::env_file
            ? fmt::format("put a real value into {}", given.at.source->name())
            : fmt::format("`{0}: ${{{0}:?set it}}`, and the value into `.env`, which is not committed", given.name)};
    finding.service = service.name;
    findings.push_back(std::move(finding));
}

std::string way_out(const project::GivenVariable& given) {
    using By = project::GivenVariable::By;
    switch (given.by) {
        case By::systemd: return "`LoadCredential=`, or an `EnvironmentFile=` that only root reads and nobody commits";
        case By::kubernetes:
        case By::config_map: return "`valueFrom.secretKeyRef`, and a Secret that is not in the repository";
        case By::app_json: return fmt::format(R"(`"{}": {{"generator": "secret"}}`)", given.name);
        default: return "put a real value where it is deployed, and keep it out of the repository";
    }
}

// What the project's `.env` fills in where a compose file asks for it, or what the settings read from there.
void judge_dotenv(const Facts& facts, const project::RuntimeLoad& load, Told& told, Findings& findings) {
    const project::Service& service = service_of(facts, load);
    const auto tell = [&](const std::string& variable, const Location& at) {
        if (!told.emplace(at.source.get(), at.span.begin).second) return;
        Finding finding = base_finding(facts, variable, at, "a placeholder: the same for everybody");
        finding.headline = fmt::format("{} is still a placeholder", variable);
        finding.help = {fmt::format("put a real value into {}", at.source->name())};
        finding.service = service.name;
        findings.push_back(std::move(finding));
    };
    const auto is_ours = [&](std::string_view name) {
        return holds_secret(name) && is_read_by(facts.settings[load.settings], name);
    };
    for (const project::ContainerVariable& given : service.environment) {
        const bool is_filled =
            given.interpolations.size() == 1 && given.interpolations.front().found == project::NameSource::dotenv;
        if (!is_filled || !given.value || !is_placeholder(*given.value) || !is_ours(given.name)) continue;
        const auto place = facts.compose->dotenv_places.find(given.interpolations.front().name);
        if (place != facts.compose->dotenv_places.end()) tell(given.name, place->second);
    }
    for (const auto& [name, supplied] : load.supply.values) {
        const bool is_of_file = supplied.at && supplied.at->source->name() == ".env";
        if (is_of_file && supplied.value && is_placeholder(supplied.value->reveal()) && is_ours(name))
            tell(name, *supplied.at);
    }
}

// A literal that a unit of systemd, a manifest or an app.json holds.
void judge_workloads(const Facts& facts, Told& told, Findings& findings) {
    using By = project::GivenVariable::By;
    for (const project::WorkloadLoad& load : facts.workload_loads) {
        if (!is_asked_for(facts, load)) continue;
        const project::Workload& workload = facts.workloads[load.workload];
        for (const project::GivenVariable& given : workload.environment) {
            if (!given.value || !holds_secret(given.name) || !is_read_by(facts.settings[load.settings], given.name))
                continue;
            const bool stands_for_one = is_placeholder(*given.value);
            // Files for secrets hold them; there a placeholder alone is wrong, as in a sample that somebody fills in.
            const bool is_for_secrets = given.by == By::secret || given.by == By::systemd_env_file;
            if (!can_be_secret(*given.value) || (is_for_secrets && !stands_for_one)) continue;
            if (!told.emplace(given.at.source.get(), given.at.span.begin).second) continue;
            Finding finding = base_finding(
                facts, given.name, given.at,
                stands_for_one ? "a placeholder: the same for everybody" : "known to everybody who reads this file");
            if (is_for_secrets || given.by == By::app_json) finding.severity = Severity::warning;
            if (project::audience_of_file(given.at.source->name()) == project::Audience::developers)
                finding.severity = Severity::note;
            finding.headline = stands_for_one
                                   ? fmt::format("{} is still a placeholder, for {}", given.name, workload.title)
                                   : fmt::format("the secret {} stands in {}", given.name, given.at.source->name());
            finding.help = {way_out(given)};
            finding.service = workload.name;
            findings.push_back(std::move(finding));
        }
    }
}

void judge_services(const Facts& facts, Told& told, Findings& findings) {
    for (const auto& load : facts.runtime_loads) {
        if (!is_asked_for(facts, load)) continue;
        const project::Service& service = service_of(facts, load);
        for (const project::ContainerVariable& given : service.environment) {
            if (!holds_secret(given.name) || !is_read_by(facts.settings[load.settings], given.name)) continue;
            judge_fallback(facts, given, service, told, findings);
            judge_literal(facts, given, service, told, findings);
        }
        judge_dotenv(facts, load, told, findings);
    }
    // What only developers start may have a key that everybody knows.
    for (Finding& finding : findings) {
        const auto& services = facts.compose->services;
        const auto service = std::ranges::find(services, finding.service, &project::Service::name);
        if (is_for_developers(facts, static_cast<std::size_t>(service - services.begin())))
            finding.severity = Severity::note;
    }
}

// A `settings.py`, which every project begins with, and no `settings/local.py` with its sisters.
bool is_lone(const project::DjangoSettings& settings) {
    const std::string& file = settings.files.front()->name();
    return file == "settings.py" || file.ends_with("/settings.py");
}

// Without a word about the module, and with an env file missing that may hold one: is there a choice?
bool may_be_another(const Facts& facts, const project::RuntimeLoad& load) {
    if (!load.supply.is_open || load.supply.find("DJANGO_SETTINGS_MODULE") != nullptr) return false;
    return !is_lone(facts.settings[load.settings]) || facts.sample_names.contains("DJANGO_SETTINGS_MODULE");
}

// The modules that services are known to run; without services, the one that Django would take. A module for tests or
// for the build alone may have any default.
std::set<std::size_t> settings_that_run(const Facts& facts) {
    std::set<std::size_t> indices;
    for (const auto& load : facts.runtime_loads) {
        if (!may_be_another(facts, load)) indices.insert(load.settings);
    }
    for (const auto& load : facts.workload_loads)
        indices.insert(load.settings);
    // Nobody sees what the containers start: a lone `settings.py` that the build imports is what they run as well.
    if (facts.runtime_loads.empty() && facts.workload_loads.empty()) {
        for (const auto& load : facts.build_loads) {
            if (is_lone(facts.settings[load.settings])) indices.insert(load.settings);
        }
    }
    const bool has_services = facts.compose && !facts.runtime_loads.empty();
    const bool is_alone = !has_services && facts.workload_loads.empty() && facts.build_loads.empty();
    if (is_alone && !facts.settings.empty()) indices.insert(facts.live_settings);
    // A module for developers may have a key that everybody knows, whoever is seen to start with it.
    std::erase_if(indices, [&](std::size_t index) { return is_for_developers(facts.settings[index]); });
    return indices;
}

// `env("DJANGO_SECRET_KEY", default="django-insecure-…")` in the settings.
void judge_settings(const Facts& facts, Findings& findings) {
    Told told;
    for (const std::size_t index : settings_that_run(facts)) {
        for (const project::VariableRead& read : facts.settings[index].reads) {
            const bool has_literal = read.default_text && read.default_is_literal && *read.default_text != "None";
            if (!has_literal || !holds_secret(read.name) || !can_be_secret_in_python(*read.default_text)) continue;
            if (read.when != project::ReadWhen::at_import || read.only_without_debug) continue;
            if (!told.emplace(read.at.source.get(), read.at.span.begin).second) continue;
            Finding finding = base_finding(facts, read.name, read.at, "used wherever nobody sets it");
            finding.headline = fmt::format("{} has a default that everybody can read", read.name);
            if (const auto declared = default_label(read)) finding.related.push_back(*declared);
            finding.help = {"no default: a missing secret must stop the start"};
            findings.push_back(std::move(finding));
        }
    }
}

// A key that is made where it is asked for: `get_random_secret_key()`, `secrets.token_urlsafe(50)`, `os.urandom(32)`.
bool is_made_at_random(const project::VariableRead& read) {
    if (!read.default_text || read.default_is_literal) return false;
    constexpr std::array<std::string_view, 6> makers{
        "get_random_secret_key(", "get_random_string(", "token_urlsafe(", "token_hex(", "token_bytes(", "urandom("};
    return std::ranges::any_of(
        makers, [&](std::string_view maker) { return read.default_text->find(maker) != std::string::npos; });
}

// `os.environ.get("SECRET_KEY") or get_random_secret_key()`: each process that nobody gives one has another.
void judge_random_keys(const Facts& facts, Findings& findings) {
    Told told;
    for (const std::size_t index : settings_that_run(facts)) {
        for (const project::VariableRead& read : facts.settings[index].reads) {
            if (read.setting != "SECRET_KEY" || read.when != project::ReadWhen::at_import || !is_made_at_random(read))
                continue;
            if (!told.emplace(read.at.source.get(), read.at.span.begin).second) continue;
            Finding finding = base_finding(facts, read.name, read.at, "a new key in every process that has none");
            finding.severity = Severity::note;
            finding.headline = fmt::format("{} has a default that is made at random", read.name);
            finding.notes = {"whoever does not set it signs everybody out at each start, and between its workers"};
            finding.help = {"no default: a missing secret must stop the start"};
            findings.push_back(std::move(finding));
        }
    }
}

Findings judge(const Facts& facts) {
    Findings findings;
    Told told;
    if (facts.compose) judge_services(facts, told, findings);
    judge_workloads(facts, told, findings);
    judge_settings(facts, findings);
    judge_random_keys(facts, findings);
    return findings;
}

}  // namespace

constinit const Rule placeholder_secret{
    .id = "env/placeholder-secret",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "a secret has a placeholder or a committed value to fall back to",
    .why = R"(When the override is forgotten, nothing fails: the site runs, and signs its sessions with a key that
stands in the repository. Whoever read it can sign sessions too. So it is with what a compose file, a unit
of systemd, a manifest of Kubernetes, an app.json or `.env` gives; for services that only developers start
(`runserver`, a profile `dev`, `local.yml`) it is a note. A default that is made at random is a note too:
the key is nobody's to read, but every process has another, and so has every start.)",
    .wrong = R"(environment:
  DJANGO_SECRET_KEY: ${DJANGO_SECRET_KEY:-change-me-in-production})",
    .right = R"(environment:
  DJANGO_SECRET_KEY: ${DJANGO_SECRET_KEY:?set it in .env})",
    .fix = R"(Let a missing secret stop the start: `:?` in the compose file, no default in the settings. For
development put a throw-away value into `.env`, which is not committed.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
