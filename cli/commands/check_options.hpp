#pragma once

#include "cli/command.hpp"

#include <array>
#include <string_view>

// Options that several commands about a project share.
namespace megactl::cli::commands {

inline constexpr std::array<std::string_view, 3> phase_choices{"build", "runtime", "all"};
inline constexpr std::array<std::string_view, 4> scope_choices{"repo", "host", "clock", "network"};

inline constexpr std::array mode_options{
    Option{.name = "--mode",
           .value = "MODE",
           .summary = "judge for production or for development",
           .setting = "check.mode"},
    Option{.name = "--scope",
           .value = "SCOPE",
           .summary = "what a verdict may lean on: the tree, this host, its clock, the broker that is named (default: "
                      "repo,host,clock; repo where CI is set)",
           .choices = scope_choices,
           .is_repeatable = true,
           .is_list = true},
};

inline constexpr std::array phase_options{
    Option{.name = "--phase",
           .value = "PHASE",
           .summary = "the image build, the run, or all (default: all)",
           .choices = phase_choices},
};

inline constexpr std::array project_options{
    Option{.name = "--dockerfile",
           .value = "FILE",
           .summary = "the Dockerfile to read (default: those of the compose file, else `Dockerfile`)",
           .is_repeatable = true,
           .completion = Completion::file},
    Option{.name = "--compose",
           .value = "FILE",
           .summary = "the compose files to read, merged in order, or rendered manifests of Kubernetes (default: as "
                      "Compose finds them)",
           .is_repeatable = true,
           .completion = Completion::file},
    Option{.name = "--service", .value = "NAME", .summary = "this service alone", .completion = Completion::services},
    Option{.name = "--settings",
           .value = "FILE",
           .summary = "the settings module to read (default: as Django finds it)",
           .completion = Completion::file},
};

inline constexpr std::array live_options{
    Option{.name = "--live", .summary = "hold the process environment against the contract"},
};

}  // namespace megactl::cli::commands
