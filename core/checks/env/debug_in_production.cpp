#include "core/base/text.hpp"
#include "core/checks/env/rules.hpp"
#include "core/checks/env/words.hpp"
#include "core/checks/started.hpp"
#include "core/project/dockerfile_commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::checks::env_rules {
namespace {

bool is_for_development(std::string_view word) {
    return word.starts_with("--reload") || word == "runserver" || word == "runserver_plus" || word == "debugpy";
}

// Does one of these texts start a server that nobody takes for development, unless it reloads what is edited?
template <class Words>
bool starts_production_server(const Words& words) {
    bool does = false;
    for (const std::string& text : words) {
        for (std::string_view word : split(text, ' ')) {
            word = trim(word);
            if (is_for_development(word)) return false;
            does = does || is_application_server(word);
        }
    }
    return does;
}

bool is_in_production(const Facts& facts, std::size_t index) {
    const project::Service& service = facts.compose->services[index];
    if (!service.command.empty() || !service.entrypoint.empty()) {
        std::vector<std::string> words = service.entrypoint;
        words.insert(words.end(), service.command.begin(), service.command.end());
        return starts_production_server(words);
    }
    const auto& image = facts.images[index];
    if (!image) return false;
    const project::Dockerfile& dockerfile = facts.dockerfiles[image->dockerfile];
    const project::Instruction* command = effective(dockerfile, image->stage, "CMD");
    if (command == nullptr) return false;
    return starts_production_server(command->exec_form ? *command->exec_form
                                                       : std::vector<std::string>{std::string(command->rest.text())});
}

// What makes DEBUG true for a service: where it is said, and how sure it is that this reaches production.
struct Culprit {
    Location at;
    const project::VariableRead* read = nullptr;  // null where the settings say True themselves
    enum class Kind {
        said,      // for the service, or in its image
        fallback,  // the compose file's, where nobody says otherwise
        standard,  // the settings', where nobody says otherwise
    } kind = Kind::said;
};

// A file that only developers have or use, by its name.
bool is_for_developers(std::string_view file) {
    return std::ranges::any_of(std::initializer_list<std::string_view>{"override", "dev", "local", "test", "debug"},
                               [&](std::string_view word) { return file.find(word) != std::string_view::npos; });
}

// The assignment that stands last; nothing where a condition may leave it out.
const project::SettingAssignment* deciding_assignment(const project::DjangoSettings& settings) {
    const project::SettingAssignment* last = settings.last_assignment("DEBUG");
    return last != nullptr && last->at.column() == 1 ? last : nullptr;
}

// What the service is given; nothing for what is this machine's own: `.env`, files that git ignores, the caller.
std::optional<Culprit> given_by_compose(const Facts& facts, const project::ContainerVariable& given) {
    using Variable = project::ContainerVariable;
    const std::string& file = given.at.source->name();
    if (given.is_passthrough) return std::nullopt;
    if (given.kind == Variable::Kind::env_file && (file == ".env" || facts.ignored_by_git.excludes(file)))
        return std::nullopt;
    for (const project::Interpolation& part : given.interpolations) {
        if (part.found != project::NameSource::nowhere) return std::nullopt;
    }
    return Culprit{given.at, nullptr, given.interpolations.empty() ? Culprit::Kind::said : Culprit::Kind::fallback};
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
    if (std::ranges::none_of(facts.dockerfiles, is_its)) return std::nullopt;
    return Culprit{*value->at, nullptr, Culprit::Kind::said};
}

// May something that can't be seen speak behind the assignment: `from .local_settings import *`, which a server has?
bool may_be_overruled(const project::DjangoSettings& settings, const project::SettingAssignment& assignment) {
    const std::string_view behind = assignment.at.source->text().substr(assignment.at.span.end);
    const auto names_local = [](const Source& file) {
        return file->text().find("local_settings") != std::string_view::npos ||
               file->text().find("settings_local") != std::string_view::npos;
    };
    return !settings.dynamic_reads.empty() || behind.find("import *") != std::string_view::npos ||
           behind.find("exec(") != std::string_view::npos || std::ranges::any_of(settings.files, names_local);
}

std::optional<Culprit> culprit_of(const Facts& facts, const project::RuntimeLoad& load) {
    const project::DjangoSettings& settings = facts.settings[load.settings];
    const project::SettingAssignment* assignment = deciding_assignment(settings);
    const bool is_known = load.is_named || !load.supply.is_open;
    if (assignment == nullptr || !is_known || may_be_overruled(settings, *assignment)) return std::nullopt;
    if (assignment->literal) {
        if (*assignment->literal != "True") return std::nullopt;
        return Culprit{assignment->at, nullptr, Culprit::Kind::standard};
    }
    const auto decides = [&](const project::VariableRead& read) {
        return read.setting == "DEBUG" && read.at.source == assignment->at.source &&
               read.at.line() == assignment->at.line();
    };
    const auto read = std::ranges::find_if(settings.reads, decides);
    if (read == settings.reads.end() || debug_value(settings, load.supply) != true) return std::nullopt;
    auto culprit = supplied(facts, load, *read);
    if (culprit) culprit->read = &*read;
    return culprit;
}

std::string way_out(const Culprit& culprit) {
    if (culprit.kind == Culprit::Kind::standard) {
        return culprit.read == nullptr
                   ? "`DEBUG = False` here, and True in a settings module for development"
                   : fmt::format("a default that is false: whoever develops sets {}", culprit.read->name);
    }
    return fmt::format("`{}: \"{}\"` here, and the other value in `compose.override.yaml`, for development",
                       culprit.read->name, culprit.read->type == project::ValueType::integer ? "0" : "False");
}

std::optional<Finding> judge_load(const Facts& facts, const project::RuntimeLoad& load) {
    const auto culprit = culprit_of(facts, load);
    if (!culprit) return std::nullopt;
    const project::Service& service = service_of(facts, load);
    const bool is_deployed = is_in_production(facts, load.service) && service.profiles.empty() &&
                             !is_for_developers(service.at.source->name()) &&
                             !is_for_developers(culprit->at.source->name()) && !is_for_developers(service.name);
    // Every project's settings begin so; only a server of production makes it a fact.
    if (!is_deployed && culprit->kind == Culprit::Kind::standard) return std::nullopt;
    Finding finding;
    finding.severity = debug_in_production.severity_in(facts.mode);
    if (culprit->kind == Culprit::Kind::fallback) finding.severity = Severity::warning;
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
    if (!facts.compose || facts.mode == project::Mode::development) return findings;
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
service that starts gunicorn, uvicorn or one of their kin without reloading, a warning where only the
compose file's fallback does; for other servers it is a note, since such a file may be for development.
Values from `.env` and from files that git ignores are this machine's own and are not judged.)",
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
