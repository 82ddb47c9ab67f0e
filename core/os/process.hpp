#pragma once

#include <string>
#include <vector>

namespace megactl::os {

// The variables of this process, as `NAME=VALUE`, in their order.
std::vector<std::string> process_environment();

// Gives this process, and what it becomes, a variable that it does not have. Before any thread is started.
void set_variable_if_unset(const std::string& name, const std::string& value);

// Is there a program of this name to run? A name without a slash is looked up in PATH, as exec does.
bool is_program(const std::string& name);

// Becomes `command` (looked up in PATH): same process, same signals, same files. Returns only when that failed, with
// errno's value: ENOENT where there is no such command.
int become(const std::vector<std::string>& command);

}  // namespace megactl::os
