#include "core/project/variable_places.hpp"

#include "core/base/text.hpp"
#include "core/config/env_file.hpp"
#include "core/project/workload_places.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace megactl::project {
namespace {

using Kind = VariableSet::Kind;
using State = VariableSet::State;

State state_of(const std::optional<std::string>& value) {
    if (!value) return State::unknown;
    return value->empty() ? State::empty : State::set;
}

State state_of(const SuppliedValue& supplied) {
    if (!supplied.value) return State::unknown;
    return supplied.value->empty() ? State::empty : State::set;
}

class Places {
public:
    Places(const Facts& facts, const PlaceVisitor& add) : facts_(facts), add_(add) {
        for (const Dockerfile& dockerfile : facts.dockerfiles)
            deployment_.insert(dockerfile.source);
        if (!facts.compose) return;
        deployment_.insert(facts.compose->files.begin(), facts.compose->files.end());
        for (const Service& service : facts.compose->services) {
            for (const EnvFileUse& use : service.env_files)
                deployment_.insert(use.source);
        }
    }

    void visit() {
        for (std::size_t i = 0; i < facts_.dockerfiles.size(); ++i)
            visit_dockerfile(i);
        if (facts_.compose) {
            for (const Service& service : facts_.compose->services) {
                if (is_asked_for(service.name)) visit_service(service);
            }
        }
        visit_loads();
        visit_compose_env_file();
        if (facts_.service_filter.empty()) visit_workload_places(facts_, add_);
    }

private:
    bool is_asked_for(std::string_view service) const {
        return facts_.service_filter.empty() || facts_.service_filter == service;
    }

    // Of each stage: does a build that is asked for need it, and does a container have its ENV?
    std::vector<Phases> phases_of(std::size_t index) const {
        const Dockerfile& dockerfile = facts_.dockerfiles[index];
        std::vector<Phases> phases(dockerfile.stages.size());
        const auto add_image = [&](std::size_t stage) {
            const std::vector<bool> needed = dockerfile.needed_for(stage);
            for (std::size_t i = 0; i < needed.size(); ++i)
                phases[i].build = phases[i].build || needed[i];
            for (const std::size_t base : dockerfile.lineage(stage))
                phases[base].runtime = true;
        };
        bool is_built = false;
        for (std::size_t i = 0; i < facts_.images.size(); ++i) {
            const auto& image = facts_.images[i];
            if (!image || image->dockerfile != index) continue;
            is_built = true;
            if (is_asked_for(facts_.compose->services[i].name)) add_image(image->stage);
        }
        if (!is_built && facts_.service_filter.empty() && !phases.empty()) add_image(phases.size() - 1);
        return phases;
    }

    std::map<std::string, std::optional<std::string>> arguments_of(const Dockerfile& dockerfile) const {
        std::map<std::string, std::optional<std::string>> arguments;
        if (!facts_.compose) return arguments;
        for (const Service& service : facts_.compose->services) {
            if (!service.build || !is_asked_for(service.name) || !is_build_of(*service.build, dockerfile)) continue;
            arguments.insert(service.build->arguments.begin(), service.build->arguments.end());
        }
        return arguments;
    }

    void visit_dockerfile(std::size_t index) {
        const Dockerfile& dockerfile = facts_.dockerfiles[index];
        const std::vector<Phases> phases = phases_of(index);
        const auto arguments = arguments_of(dockerfile);
        for (std::size_t i = 0; i < dockerfile.stages.size(); ++i) {
            // With `--service`, a stage that the service's image does not need is none of its own.
            const bool is_of_service = phases[i].build || phases[i].runtime;
            if (is_of_service || facts_.service_filter.empty()) visit_stage(dockerfile, i, phases[i], arguments);
        }
    }

    void visit_stage(const Dockerfile& dockerfile, std::size_t stage, const Phases& phases,
                     const std::map<std::string, std::optional<std::string>>& arguments) {
        const Stage& own = dockerfile.stages[stage];
        const std::string label = own.label(stage);
        const auto visit = [&](std::size_t i, const BuildEnvironment& before) {
            const Instruction& instruction = dockerfile.instructions[i];
            if (instruction.is_onbuild) return;
            if (instruction.keyword == "RUN") visit_secret_mounts(dockerfile, instruction, label);
            if (instruction.keyword != "ENV" && instruction.keyword != "ARG") return;
            const bool is_env = instruction.keyword == "ENV";
            for (const Assignment& assignment : instruction.assignments) {
                VariableSet place{.kind = is_env ? Kind::env : Kind::arg,
                                  .state = value_state(dockerfile, assignment, before, arguments, is_env),
                                  .at = dockerfile.locate(assignment.span),
                                  .stage = label,
                                  .service = {},
                                  .phases = {phases.build, is_env && phases.runtime}};
                // An ARG without a value is declared and does not exist.
                const bool has_value = assignment.raw_value || arguments.contains(assignment.name);
                if (is_env || has_value || has_global(dockerfile, assignment.name)) add_(assignment.name, place);
            }
        };
        visit_environments(dockerfile, stage, arguments, visit);
    }

    static bool has_global(const Dockerfile& dockerfile, std::string_view name) {
        const std::size_t first = dockerfile.stages.empty() ? 0 : dockerfile.stages.front().from;
        for (std::size_t i = 0; i < first; ++i) {
            for (const Assignment& assignment : dockerfile.instructions[i].assignments) {
                if (assignment.name == name && assignment.raw_value) return true;
            }
        }
        return false;
    }

    static State value_state(const Dockerfile& dockerfile, const Assignment& assignment, const BuildEnvironment& before,
                             const std::map<std::string, std::optional<std::string>>& arguments, bool is_env) {
        if (!is_env) {
            const auto given = arguments.find(assignment.name);
            if (given != arguments.end()) return state_of(given->second);
        }
        if (!assignment.raw_value) return State::set;
        return state_of(expand_word(*assignment.raw_value, before, dockerfile.escape));
    }

    void visit_secret_mounts(const Dockerfile& dockerfile, const Instruction& instruction, const std::string& stage) {
        for (const Flag& flag : instruction.flags) {
            if (flag.name != "mount" || flag.value.find("type=secret") == std::string::npos) continue;
            const std::string name = option_of(flag.value, "env=");
            if (name.empty()) continue;
            add_(name, {.kind = Kind::secret_mount,
                        .state = State::unknown,
                        .at = dockerfile.locate(flag.span),
                        .stage = stage,
                        .service = {},
                        .phases = {true, false}});
            visit_build_secrets(dockerfile, option_of(flag.value, "id="), name);
        }
    }

    static std::string option_of(std::string_view mount, std::string_view key) {
        for (const std::string_view option : split(mount, ',')) {
            if (option.starts_with(key)) return std::string(option.substr(key.size()));
        }
        return {};
    }

    // Who gives the secret of a mount to a build of this Dockerfile.
    void visit_build_secrets(const Dockerfile& dockerfile, const std::string& id, const std::string& name) {
        if (!facts_.compose) return;
        for (const Service& service : facts_.compose->services) {
            if (!service.build || !is_asked_for(service.name) || !is_build_of(*service.build, dockerfile)) continue;
            const auto place = service.build->secret_places.find(id);
            if (place == service.build->secret_places.end()) continue;
            add_(name, {.kind = Kind::build_secret,
                        .state = State::unknown,
                        .at = place->second,
                        .stage = {},
                        .service = service.name,
                        .phases = {true, false}});
        }
    }

    void visit_service(const Service& service) {
        if (service.build) {
            for (const auto& [name, value] : service.build->arguments) {
                const auto written = service.build->argument_places.find(name);
                const bool is_written = written != service.build->argument_places.end();
                add_(name, {.kind = Kind::build_args,
                            .state = state_of(value),
                            .at = is_written ? written->second : service.build->at,
                            .stage = {},
                            .service = service.name,
                            .phases = {true, false}});
            }
        }
        for (const GrantedFile& use : service.secrets) {
            add_(upper(use.target), {.kind = Kind::secret,
                                     .state = State::unknown,
                                     .at = use.at,
                                     .stage = {},
                                     .service = service.name,
                                     .phases = {}});
        }
        for (const ContainerVariable& variable : service.environment) {
            if (!variable.is_set) continue;
            const bool is_own = variable.kind == ContainerVariable::Kind::environment;
            add_(variable.name, {.kind = is_own ? Kind::environment : Kind::env_file,
                                 .state = state_of(variable.value),
                                 .at = variable.at,
                                 .stage = {},
                                 .service = service.name,
                                 .phases = {false, true}});
        }
    }

    // What only a command's own supply knows: assignments of a RUN, env files that the settings read.
    void visit_loads() {
        for (const BuildLoad& load : facts_.build_loads) {
            const Dockerfile& dockerfile = facts_.dockerfiles[load.dockerfile];
            const std::string stage = dockerfile.stages[load.stage].label(load.stage);
            const Span run = dockerfile.instructions[load.instruction].span;
            for (const auto& [name, supplied] : load.supply.values) {
                if (!supplied.at) continue;
                const bool is_here = supplied.at->source == dockerfile.source;
                const bool is_of_run =
                    is_here && supplied.at->span.begin >= run.begin && supplied.at->span.end <= run.end;
                if (is_here && !is_of_run) continue;
                visit_supplied(name, supplied, is_here ? Kind::run : Kind::settings_file, stage, {true, false});
            }
        }
        for (const RuntimeLoad& load : facts_.runtime_loads) {
            const Service& service = facts_.compose->services[load.service];
            if (!is_asked_for(service.name)) continue;
            visit_settings_files(load.supply);
            visit_missing_env_files(service, load);
        }
        if (facts_.live) visit_settings_files(*facts_.live);
    }

    // What is read and nobody gives may stand in an env file that only the host has.
    void visit_missing_env_files(const Service& service, const RuntimeLoad& load) {
        for (const EnvFileUse& use : service.env_files) {
            if (!use.is_missing) continue;
            for (const VariableRead& read : facts_.settings[load.settings].reads) {
                if (load.supply.find(read) != nullptr) continue;
                add_(read.name, {.kind = Kind::env_file,
                                 .state = State::possible,
                                 .at = use.at,
                                 .stage = {},
                                 .service = service.name,
                                 .phases = {false, true}});
            }
        }
    }

    void visit_settings_files(const Supply& supply) {
        for (const auto& [name, supplied] : supply.values) {
            if (!supplied.at || deployment_.contains(supplied.at->source)) continue;
            visit_supplied(name, supplied, Kind::settings_file, "", {false, true});
        }
    }

    void visit_supplied(const std::string& name, const SuppliedValue& supplied, Kind kind, const std::string& stage,
                        const Phases& phases) {
        add_(name, {.kind = kind,
                    .state = state_of(supplied),
                    .at = supplied.at,
                    .stage = stage,
                    .service = {},
                    .phases = phases});
    }

    void visit_compose_env_file() {
        if (!facts_.compose || !facts_.compose->dotenv) return;
        const Source& source = facts_.compose->dotenv;
        for (const config::EnvEntry& entry : config::parse_env_file(source).entries) {
            if (!entry.value) continue;
            add_(entry.name, {.kind = Kind::compose_env_file,
                              .state = state_of(entry.value),
                              .at = Location{source, entry.span},
                              .stage = {},
                              .service = {},
                              .phases = {}});
        }
    }

    const Facts& facts_;
    const PlaceVisitor& add_;
    std::set<Source> deployment_;  // the files whose places are known without asking a supply
};

}  // namespace

void visit_places(const Facts& facts, const PlaceVisitor& add) {
    Places(facts, add).visit();
}

}  // namespace megactl::project
