#include "core/project/load_supply.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace megactl::project {
namespace {

// Does whatever starts the process give it such a variable unasked? `kind` is nothing for a container of Compose.
bool is_of_platform(const std::optional<Workload::Kind>& kind, std::string_view name) {
    if (is_one_of(name, {"HOME", "HOSTNAME", "PATH", "PWD"})) return true;
    if (kind == Workload::Kind::kubernetes)
        return name.starts_with("KUBERNETES_") || name.ends_with("_SERVICE_HOST") || name.ends_with("_SERVICE_PORT");
    if (kind != Workload::Kind::systemd) return false;
    return is_one_of(name, {"USER", "LOGNAME", "SHELL", "LANG", "INVOCATION_ID", "JOURNAL_STREAM", "NOTIFY_SOCKET",
                            "WATCHDOG_USEC", "CREDENTIALS_DIRECTORY", "RUNTIME_DIRECTORY", "STATE_DIRECTORY",
                            "CACHE_DIRECTORY", "LOGS_DIRECTORY", "CONFIGURATION_DIRECTORY"});
}

Builds builds_of_one(const Facts& facts, std::size_t index) {
    const Dockerfile& dockerfile = facts.dockerfiles[index];
    Builds builds;
    builds.needed.assign(dockerfile.stages.size(), false);
    const auto need = [&](std::string_view target) {
        const auto stage = dockerfile.stage_index(target);
        if (!stage) return;
        const std::vector<bool> needed = dockerfile.needed_for(*stage);
        for (std::size_t i = 0; i < needed.size(); ++i)
            builds.needed[i] = builds.needed[i] || needed[i];
    };
    bool is_built = false;
    if (facts.compose) {
        for (const Service& service : facts.compose->services) {
            if (!service.build || !is_build_of(*service.build, dockerfile)) continue;
            is_built = true;
            need(service.build->target);
            builds.arguments.insert(service.build->arguments.begin(), service.build->arguments.end());
        }
    }
    if (!is_built) need("");
    return builds;
}

}  // namespace

void add_names_of_platform(const std::optional<Workload::Kind>& kind, const std::vector<VariableRead>& reads,
                           Supply& supply) {
    for (const VariableRead& read : reads) {
        if (is_of_platform(kind, read.name) && supply.find(read.name) == nullptr) supply.set(read.name, std::nullopt);
    }
}

std::vector<Builds> builds_of(const Facts& facts) {
    std::vector<Builds> builds;
    for (std::size_t i = 0; i < facts.dockerfiles.size(); ++i)
        builds.push_back(builds_of_one(facts, i));
    return builds;
}

void add_variables(const Dockerfile& dockerfile, const BuildEnvironment& environment, bool only_persistent,
                   Supply& supply) {
    for (const auto& [name, variable] : environment) {
        if (!variable.is_set || (only_persistent && variable.kind != BuildVariable::Kind::env)) continue;
        supply.set(name, variable.value, dockerfile.locate(variable.span));
    }
}

KnownValues known_values(const BuildEnvironment& environment) {
    return [&](std::string_view name) -> std::optional<std::string> {
        const auto found = environment.find(std::string(name));
        if (found == environment.end()) return std::nullopt;
        return found->second.is_set ? found->second.value : "";
    };
}

void add_mounts(const Instruction& instruction, Supply& supply) {
    for (const Flag& flag : instruction.flags) {
        if (flag.name != "mount") continue;
        bool brings_files = false;
        for (const std::string_view option : split(flag.value, ',')) {
            if (option.starts_with("env=")) supply.set(std::string(option.substr(4)), std::nullopt);
            brings_files = brings_files || option.find(".env") != std::string_view::npos;
        }
        supply.is_open = supply.is_open || brings_files;
    }
}

void add_assignments(const ShellCommand& command, const Dockerfile* dockerfile, Supply& supply) {
    const auto add = [&](const ShellAssignment& assignment) {
        const auto value = assignment.value.is_literal ? std::optional(assignment.value.text) : std::nullopt;
        supply.set(assignment.name, value,
                   dockerfile == nullptr ? std::nullopt : std::optional(dockerfile->locate(assignment.span)));
    };
    std::ranges::for_each(command.inherited, add);
    std::ranges::for_each(command.assignments, add);
    supply.is_open = supply.is_open || command.unknown_environment;
}

Supply service_supply(const Facts& facts, std::size_t service, const std::vector<Builds>& builds,
                      const StartedCommands& started) {
    Supply supply;
    if (const auto& image = facts.images[service]) {
        const Dockerfile& dockerfile = facts.dockerfiles[image->dockerfile];
        const std::size_t end = dockerfile.stages[image->stage].end;
        const auto& arguments = builds[image->dockerfile].arguments;
        add_variables(dockerfile, environment_before(dockerfile, image->stage, end, arguments), true, supply);
    }
    add_service_environment(facts.compose->services[service], facts.has_dotenv, supply);
    for (const std::string& name : started.exported)
        supply.set(name, std::nullopt);
    supply.is_open = supply.is_open || started.is_open;
    return supply;
}

}  // namespace megactl::project
