#pragma once

#include "cli/invocation.hpp"
#include "cli/terminal.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/config/own_tasks.hpp"
#include "core/config/settings.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::cli {

// What a command may ask for: the settings, the terminal, the time. Made once by invoke(), lives as long as the
// command.
class Context {
public:
    Context(Terminal& terminal_in, const Clock& clock_in) : terminal(terminal_in), clock(clock_in) {}

    Terminal& terminal;
    const Clock& clock;
    std::filesystem::path project;  // -C, else the working directory; absolute
    config::Settings settings;
    config::Layers layers;                             // what the settings were resolved from
    std::optional<std::filesystem::path> config_file;  // megactl.toml, where there is one
    std::vector<config::OwnTask> tasks;                // those of megactl.toml
    // Of the process and the `--env-file`s, the process winning; the files alone with --no-env.
    std::map<std::string, std::string, std::less<>> environment;
    std::map<std::string, std::string, std::less<>> process_environment;  // empty with --no-env
    bool is_ci = false;  // CI is set in the process environment, --no-env or not
    bool is_quiet = false;
    bool is_verbose = false;
    bool says_yes = false;
};

// A variable of the process; empty where it is not set, or is not looked at (--no-env).
std::string process_variable(const Context& context, std::string_view name);

// Says that what was asked for is not there, or is refused; returns the status for it, 1.
int tell_refusal(Context& context, const Error& refusal);

// Fills `context` from the command line and the world: the project's folder, megactl.toml, the env files, the process
// environment. Throws Error{input} for what can't be read. A command that reads no settings gets those of its flags.
void prepare(Context& context, const Invocation& invocation);

}  // namespace megactl::cli
