#pragma once

#include "core/project/facts.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// Where a variable exists.
struct Phases {
    bool build = false;    // in a RUN of the image
    bool runtime = false;  // in a container of a service, or in this process

    bool overlap(const Phases& other) const { return (build && other.build) || (runtime && other.runtime); }
};

// One place that sets a variable. The value stays where it is: any may be a secret.
struct VariableSet {
    enum class Kind {
        env,               // ENV of a Dockerfile
        arg,               // ARG of a Dockerfile, with a value from whoever
        run,               // an assignment of a RUN for its own commands
        secret_mount,      // `RUN --mount=type=secret,env=NAME`
        build_args,        // `build.args` of a service
        build_secret,      // `build.secrets` of a service, which a secret mount makes a variable of
        secret,            // `secrets` of a service: a file of the variable's name, for whoever reads such files
        environment,       // `environment` of a service
        env_file,          // `env_file` of a service
        settings_file,     // an env file that the settings read by themselves
        compose_env_file,  // the project's `.env`, which fills in compose files and reaches no container
        process,           // the environment of this call
        systemd,           // `Environment=` of a unit
        systemd_env_file,  // `EnvironmentFile=` of a unit
        kubernetes,        // `env` of a container
        config_map,        // of Kubernetes, as a container is given it
        kubernetes_secret,
        procfile,        // an assignment in front of a process's command
        app_json,        // `env` of an app.json
        github_actions,  // `env` of a workflow: its jobs have it, and nothing that is deployed
        gitlab_ci,       // `variables` of a pipeline, likewise
    };
    enum class State {
        set,
        empty,
        unknown,   // its value is told only when it runs
        possible,  // so is whether it is set at all: in a file that only the host has, say
    };

    Kind kind = Kind::env;
    State state = State::set;
    std::optional<Location> at;  // nothing for the process
    std::string stage;
    std::string service;  // or workload: "deployment/shop/web", "shop.service"
    Phases phases;
};

// `env`, `build_args`, `env_file`: a word for people and machines.
std::string_view name_of(VariableSet::Kind kind);

// A variable with all that is known of it. Pointers go into the facts it was made from.
struct Variable {
    std::string name;
    std::vector<const VariableRead*> reads;
    Phases read_in;                            // the phases whose commands import those settings
    bool is_required = false;                  // by a read that importing always reaches
    const VariableRead* default_of = nullptr;  // the first read that has a default; null where none has
    bool is_read_elsewhere = false;            // by other code, a script or a library
    std::vector<VariableSet> set_in;
};

// What of it to list.
struct VariableFilter {
    Phases phases{true, true};
    // Either of them leaves out the others: what is read and nothing sets; what is set and nothing reads.
    bool only_unset = false;
    bool only_unused = false;
};

// Every variable that the settings read, in their order, then those that are only set. `facts.service_filter` narrows
// it to one service. `process` are the variables of this call, of which only those that are read count.
std::vector<Variable> list_variables(const Facts& facts, const std::map<std::string, std::string, std::less<>>& process,
                                     const VariableFilter& filter);

}  // namespace megactl::project
