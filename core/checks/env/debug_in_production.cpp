#include "core/base/text.hpp"
#include "core/checks/developers.hpp"
#include "core/checks/env/debug.hpp"
#include "core/checks/env/rules.hpp"
#include "core/checks/env/words.hpp"
#include "core/checks/started.hpp"
#include "core/project/audience.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::checks::env_rules {
namespace {

bool is_in_production(const Facts& facts, std::size_t index) {
    const project::Service& service = facts.compose->services[index];
    if (!service.command.empty() || !service.entrypoint.empty()) {
        return starts_production_server(join(service.entrypoint, " ") + " " + join(service.command, " "));
    }
    return facts.images[index] && starts_production_server(started_text(facts, index));
}

// What makes DEBUG true for a service: where it is said, and how sure it is that this reaches production.
struct Culprit {
    Location at;
    const project::VariableRead* read = nullptr;  // null where the settings say True themselves
    enum class Kind {
        said,      // for the service, or in its image
        dotenv,    // in `.env`, which is in the repository
        fallback,  // the compose file's, where nobody says otherwise
        standard,  // the settings', where nobody says otherwise
    } kind = Kind::said;
    bool is_in_env_file = false;
};

// Is it the project's `.env`, and in the repository? One that git ignores is this machine's own.
bool is_shared_dotenv(const Facts& facts, const std::string& file) {
    return file == ".env" && !facts.ignored_by_git.excludes(file);
}

// Where the project's `.env` says it, as Compose fills it in.
std::optional<Culprit> said_in_dotenv(const Facts& facts, const project::Interpolation& part) {
    const Source& dotenv = facts.compose->dotenv;
    if (part.found != project::NameSource::dotenv || !dotenv || !is_shared_dotenv(facts, dotenv->name()))
        return std::nullopt;
    const auto place = facts.compose->dotenv_places.find(part.name);
    if (place == facts.compose->dotenv_places.end()) return std::nullopt;
    return Culprit{place->second, nullptr, Culprit::Kind::dotenv};
}

// What the service is given; nothing for what is this machine's own: a `.env` and files that git ignores, the caller.
std::optional<Culprit> given_by_compose(const Facts& facts, const project::ContainerVariable& given) {
    using Variable = project::ContainerVariable;
    const std::string& file = given.at.source->name();
    if (given.is_passthrough) return std::nullopt;
    if (given.kind == Variable::Kind::env_file) {
        if (facts.ignored_by_git.excludes(file)) return std::nullopt;
        if (file == ".env") return Culprit{given.at, nullptr, Culprit::Kind::dotenv};
    }
    if (given.interpolations.size() == 1 && given.interpolations.front().found == project::NameSource::dotenv)
        return said_in_dotenv(facts, given.interpolations.front());
    for (const project::Interpolation& part : given.interpolations) {
        if (part.found != project::NameSource::nowhere) return std::nullopt;
    }
    const auto kind = given.interpolations.empty() ? Culprit::Kind::said : Culprit::Kind::fallback;
    return Culprit{given.at, nullptr, kind, given.kind == Variable::Kind::env_file};
}

std::optional<Culprit> supplied(const Facts& facts, const project::RuntimeLoad& load,
                                const project::VariableRead& read) {
    const auto& environment = service_of(facts, load).environment;
    const auto given = std::ranges::find(environment, read.name, &project::ContainerVariable::name);
    if (given != environment.end()) return given_by_compose(facts, *given);
    const project::SuppliedValue* value = load.supply.find(read.name);
    if (value == nullptr) {
        if (load.supply.is_open) return std::nullopt;
        return Culprit{read.at, nullptr, Culprit::Kind::standard};
    }
    const auto is_its = [&](const project::Dockerfile& dockerfile) {
        return value->at && value->at->source == dockerfile.source;
    };
    if (value->at && is_shared_dotenv(facts, value->at->source->name()))
        return Culprit{*value->at, nullptr, Culprit::Kind::dotenv};
    if (std::ranges::none_of(facts.dockerfiles, is_its)) return std::nullopt;
    return Culprit{*value->at, nullptr, Culprit::Kind::said};
}

std::optional<Culprit> culprit_of(const Facts& facts, const project::RuntimeLoad& load) {
    const bool is_known = load.is_named || !load.supply.is_open;
    const auto verdict = debug_is_on(facts.settings[load.settings], load.supply);
    if (!verdict || !is_known) return std::nullopt;
    if (verdict->read == nullptr) return Culprit{verdict->assignment->at, nullptr, Culprit::Kind::standard};
    auto culprit = supplied(facts, load, *verdict->read);
    if (culprit) culprit->read = verdict->read;
    return culprit;
}

std::string way_out(const Culprit& culprit) {
    if (culprit.kind == Culprit::Kind::standard) {
        return culprit.read == nullptr
                   ? "`DEBUG = False` here, and True in a settings module for development"
                   : fmt::format("a default that is false: whoever develops sets {}", culprit.read->name);
    }
    // There any text is true, and no value of the variable but the empty one mends it.
    if (culprit.read->boolean_words == project::BooleanWords::truthiness) {
        return fmt::format(
            "any text is true where it is read: `os.environ.get(\"{}\", \"\") == \"True\"` is true for "
            "that word alone",
            culprit.read->name);
    }
    const std::string_view off = culprit.read->type == project::ValueType::integer ? "0" : "False";
    if (culprit.kind == Culprit::Kind::dotenv)
        return "off here; or no `.env` in the repository, and a `.env.example` for developers instead";
    if (culprit.is_in_env_file) {
        return fmt::format("`{}={}` here, and the other value in an env file for development", culprit.read->name, off);
    }
    return fmt::format("`{}: \"{}\"` here, and the other value in `compose.override.yaml`, for development",
                       culprit.read->name, off);
}

std::optional<Finding> judge_load(const Facts& facts, const project::RuntimeLoad& load) {
    const auto culprit = culprit_of(facts, load);
    if (!culprit) return std::nullopt;
    const project::Service& service = service_of(facts, load);
    using project::Audience;
    if (project::audience_of_file(culprit->at.source->name()) == Audience::developers) return std::nullopt;
    const bool is_deployed =
        is_in_production(facts, load.service) && service.profiles.empty() && !is_for_developers(facts, load.service);
    // Every project's settings begin so; only a server of production makes it a fact.
    if (!is_deployed && culprit->kind == Culprit::Kind::standard) return std::nullopt;
    Finding finding;
    finding.severity = debug_in_production.severity_in(facts.mode);
    const bool may_differ = culprit->kind == Culprit::Kind::fallback || culprit->kind == Culprit::Kind::dotenv;
    if (may_differ) finding.severity = Severity::warning;
    if (!is_deployed) finding.severity = Severity::note;
    finding.headline = fmt::format("{} runs with DEBUG on", service.name);
    if (culprit->kind != Culprit::Kind::said) finding.headline += " unless somebody says otherwise";
    if (culprit->read == nullptr) finding.headline = fmt::format("{} runs with DEBUG on, always", service.name);
    finding.primary = Label{culprit->at, "an error page shows settings, code and variables to everybody"};
    if (culprit->read != nullptr && culprit->kind != Culprit::Kind::standard)
        finding.related.push_back({culprit->read->at, "decides DEBUG"});
    if (culprit->kind == Culprit::Kind::standard) finding.related.push_back({service.at, "starts a production server"});
    finding.help = {way_out(*culprit)};
    if (culprit->read != nullptr) finding.variable = culprit->read->name;
    finding.service = service.name;
    finding.phase = "runtime";
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (facts.mode == project::Mode::development) return findings;
    for (const project::WorkloadLoad& load : facts.workload_loads) {
        if (!is_asked_for(facts, load)) continue;
        if (auto finding = debug_of_workload(facts, load)) findings.push_back(*std::move(finding));
    }
    for (const project::RuntimeLoad& load : facts.runtime_loads) {
        if (!is_asked_for(facts, load)) continue;
        if (auto finding = judge_load(facts, load)) findings.push_back(*std::move(finding));
    }
    // What services share is told once, of the one for which it is gravest.
    std::ranges::stable_sort(findings, std::greater{}, &Finding::severity);
    std::set<std::pair<const SourceText*, std::size_t>> told;
    std::erase_if(findings, [&](const Finding& finding) {
        const Location& at = finding.primary->at;
        return !told.emplace(at.source.get(), at.span.begin).second;
    });
    return findings;
}

}  // namespace

constinit const Rule debug_in_production{
    .id = "env/debug-in-production",
    .severity = {.production = Severity::error, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "a production server is started with DEBUG on",
    .why = R"(With DEBUG on an error page shows settings, local variables and code to whoever causes the error, and
every query is kept in memory. It is an error where the compose file, the image or the settings say so for a
service that starts gunicorn, uvicorn or one of their kin without reloading, or a unit of systemd, a manifest
of Kubernetes or a Procfile gives it to the site; a warning where only the compose file's fallback does, a
`.env` of the repository or an app.json; for other servers it is a note, since such a file may be for
development. Files for development (`docker-compose.dev.yml`, an override) and what git ignores are not judged.)",
    .wrong = R"(services:
  web:
    command: gunicorn config.wsgi
    environment:
      DJANGO_DEBUG: "True")",
    .right = R"(services:
  web:
    command: gunicorn config.wsgi
    environment:
      DJANGO_DEBUG: "False")",
    .fix = R"(Switch it off in the base file, and on in `compose.override.yaml`, which Compose reads by itself and
nobody deploys. `--mode development` judges the files as what they are on a developer's machine.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
