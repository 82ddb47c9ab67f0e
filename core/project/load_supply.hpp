#pragma once

#include "core/project/facts.hpp"
#include "core/project/started_commands.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

// Of what the supply of a command is made, piece by piece.
namespace megactl::project {

// The arguments that the builds of a Dockerfile are given, and the stages they need.
struct Builds {
    std::map<std::string, std::optional<std::string>> arguments;
    std::vector<bool> needed;
};

// Those of each Dockerfile.
std::vector<Builds> builds_of(const Facts& facts);

// Of a build's environment, or what of it is left in the image: its ENV alone.
void add_variables(const Dockerfile& dockerfile, const BuildEnvironment& environment, bool only_persistent,
                   Supply& supply);

// What is known of a build's variables when a script begins. `environment` must outlive the answer.
KnownValues known_values(const BuildEnvironment& environment);

// `--mount=type=secret,id=x,env=NAME` supplies NAME; a mount that brings a file may bring an env file.
void add_mounts(const Instruction& instruction, Supply& supply);

// What a command sets for itself, and what its script set before. `dockerfile` is where its spans lie, if they do.
void add_assignments(const ShellCommand& command, const Dockerfile* dockerfile, Supply& supply);

// What a service's container has before its commands set anything themselves: the ENV of its image, where that is built
// here, and what Compose gives it. Of names that its scripts set nobody knows the value. `builds` are those of each
// Dockerfile.
Supply service_supply(const Facts& facts, std::size_t service, const std::vector<Builds>& builds,
                      const StartedCommands& started);

// What whoever starts the process gives it unasked, of the names that the settings read, with values that nobody knows.
// `kind` is nothing for a container of Compose.
void add_names_of_platform(const std::optional<Workload::Kind>& kind, const std::vector<VariableRead>& reads,
                           Supply& supply);

}  // namespace megactl::project
