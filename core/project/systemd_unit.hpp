#pragma once

#include "core/base/source.hpp"
#include "core/project/dockerfile.hpp"
#include "core/project/shell.hpp"
#include "core/project/workload.hpp"

#include <optional>
#include <string>
#include <vector>

namespace megactl::project {

// What a service unit of systemd says about its process.
struct SystemdUnit {
    struct EnvFile {
        std::string path;  // absolute, as written
        Location at;
    };

    std::vector<GivenVariable> environment;  // `Environment=`, `PassEnvironment=`
    std::vector<EnvFile> env_files;          // in order; what they hold wins over `environment`
    std::vector<std::string> withheld;       // `UnsetEnvironment=`, which wins over both
    std::vector<ShellCommand> commands;      // of `ExecStart=`
    std::optional<Location> started_at;      // the first of them
    std::string working_directory;
    bool is_open = false;  // it starts a login shell, or something renders the file (`{{ … }}`)
    std::vector<Misunderstanding> misunderstood;
};

// Reads a unit and its drop-ins (`NAME.service.d/*.conf`) in their order, as systemd.syntax(7) and systemd.exec(5) say.
// Linear, never fails. A value with a specifier (`%i`) or an escape is there, and unknown.
SystemdUnit parse_systemd_unit(const std::vector<Source>& files);

}  // namespace megactl::project
