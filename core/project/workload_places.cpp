#include "core/project/workload_places.hpp"

#include <string>

namespace megactl::project {
namespace {

using By = GivenVariable::By;
using Kind = VariableSet::Kind;
using State = VariableSet::State;

Kind kind_of(By by) {
    switch (by) {
        case By::systemd: return Kind::systemd;
        case By::systemd_env_file: return Kind::systemd_env_file;
        case By::kubernetes: return Kind::kubernetes;
        case By::config_map: return Kind::config_map;
        case By::secret: return Kind::kubernetes_secret;
        case By::procfile: return Kind::procfile;
        case By::app_json: return Kind::app_json;
        case By::github_actions: return Kind::github_actions;
        case By::gitlab_ci: break;
    }
    return Kind::gitlab_ci;
}

VariableSet place_of(const GivenVariable& given, const std::string& workload, Phases phases) {
    const State known = given.value && given.value->empty() ? State::empty : State::set;
    return {.kind = kind_of(given.by),
            .state = given.value ? known : State::unknown,
            .at = given.at,
            .stage = {},
            .service = workload,
            .phases = phases};
}

// What a workload's settings read and nobody here gives may stand in what can't be read.
void visit_possible_places(const Facts& facts, const WorkloadLoad& load, const PlaceVisitor& add) {
    const Workload& workload = facts.workloads[load.workload];
    for (const UnreadSource& source : workload.unread) {
        for (const VariableRead& read : facts.settings[load.settings].reads) {
            if (load.supply.find(read) != nullptr) continue;
            add(read.name, {.kind = kind_of(source.by),
                            .state = State::possible,
                            .at = source.at,
                            .stage = {},
                            .service = workload.name,
                            .phases = {false, true}});
        }
    }
}

}  // namespace

void visit_workload_places(const Facts& facts, const PlaceVisitor& add) {
    for (const Workload& workload : facts.workloads) {
        for (const GivenVariable& given : workload.environment)
            add(given.name, place_of(given, workload.name, {false, true}));
    }
    for (const WorkloadLoad& load : facts.workload_loads)
        visit_possible_places(facts, load, add);
    for (const GivenVariable& given : facts.ci_variables)
        add(given.name, place_of(given, "", {}));
}

}  // namespace megactl::project
