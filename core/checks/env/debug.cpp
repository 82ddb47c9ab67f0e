#include "core/checks/env/debug.hpp"

#include "core/checks/env/rules.hpp"
#include "core/checks/started.hpp"
#include "core/project/audience.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace megactl::checks::env_rules {
namespace {

using project::Workload;
using By = project::GivenVariable::By;

// The assignment that stands last; nothing where a condition may leave it out.
const project::SettingAssignment* deciding_assignment(const project::DjangoSettings& settings) {
    const project::SettingAssignment* last = settings.last_assignment("DEBUG");
    return last != nullptr && last->at.column() == 1 ? last : nullptr;
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

// The variable as the workload is given it; null where something else gives it.
const project::GivenVariable* given_to(const Workload& workload, std::string_view name) {
    const auto given = std::find_if(workload.environment.rbegin(), workload.environment.rend(),
                                    [&](const project::GivenVariable& one) { return one.name == name; });
    return given == workload.environment.rend() ? nullptr : &*given;
}

std::string off_in(By by, const project::VariableRead& read) {
    const std::string_view off = read.type == project::ValueType::integer ? "0" : "False";
    switch (by) {
        case By::systemd: return fmt::format("`Environment={}={}`", read.name, off);
        case By::systemd_env_file:
        case By::procfile: return fmt::format("`{}={}`", read.name, off);
        case By::kubernetes: return fmt::format("`value: \"{}\"` beside `name: {}`", off, read.name);
        case By::app_json: return fmt::format(R"(`"{}": "{}"`)", read.name, off);
        default: return fmt::format("`{}: \"{}\"`", read.name, off);
    }
}

}  // namespace

std::optional<DebugVerdict> debug_is_on(const project::DjangoSettings& settings, const project::Supply& supply) {
    const project::SettingAssignment* assignment = deciding_assignment(settings);
    if (assignment == nullptr) return std::nullopt;
    if (assignment->literal) {
        if (*assignment->literal != "True" || may_be_overruled(settings, *assignment)) return std::nullopt;
        return DebugVerdict{assignment, nullptr};
    }
    const auto decides = [&](const project::VariableRead& read) {
        return read.setting == "DEBUG" && read.at.source == assignment->at.source &&
               read.at.line() == assignment->at.line();
    };
    const auto read = std::ranges::find_if(settings.reads, decides);
    if (read == settings.reads.end() || debug_value(settings, supply) != true) return std::nullopt;
    if (may_be_overruled(settings, *assignment)) return std::nullopt;
    return DebugVerdict{assignment, &*read};
}

std::optional<Finding> debug_of_workload(const Facts& facts, const project::WorkloadLoad& load) {
    const Workload& workload = facts.workloads[load.workload];
    const auto verdict = debug_is_on(facts.settings[load.settings], load.supply);
    const project::GivenVariable* given =
        verdict && verdict->read != nullptr ? given_to(workload, verdict->read->name) : nullptr;
    // What nobody gives here may be given there.
    if (given == nullptr || !given->value) return std::nullopt;
    using project::Audience;
    const bool is_for_developers =
        project::audience_of_file(given->at.source->name()) == Audience::developers ||
        project::audience_of_file(workload.at.source->name()) == Audience::developers ||
        (given->by == By::systemd_env_file && facts.ignored_by_git.excludes(given->at.source->name()));
    // Without the words of an image that nobody sees: a workload of a cluster is no developer's desk.
    const bool is_served = load.started.empty() || starts_production_server(load.started);
    if (is_for_developers) return std::nullopt;
    Finding finding;
    finding.severity = given->by == By::app_json ? Severity::warning : debug_in_production.severity_in(facts.mode);
    if (!is_served) finding.severity = Severity::note;
    finding.headline = fmt::format("{} runs with DEBUG on", workload.title);
    finding.primary = Label{given->at, "an error page shows settings, code and variables to everybody"};
    finding.related.push_back({verdict->read->at, "decides DEBUG"});
    finding.help = {off_in(given->by, *verdict->read)};
    finding.variable = given->name;
    finding.service = workload.name;
    finding.phase = "runtime";
    return finding;
}

}  // namespace megactl::checks::env_rules
