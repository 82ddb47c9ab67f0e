#pragma once

#include "core/project/variables.hpp"

#include <optional>
#include <string>
#include <vector>

namespace megactl::cli::commands {

// The default of a read as it may be shown: without what is secret in it. Nothing for none, and for None.
std::optional<std::string> default_of(const project::VariableRead* read);

// As one document; as a line a variable. The keys are told in megactl-env-list(1).
std::string variables_json(const std::vector<project::Variable>& variables);
std::string variable_lines(const std::vector<project::Variable>& variables);

}  // namespace megactl::cli::commands
