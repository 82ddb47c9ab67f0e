#pragma once

#include <string>

namespace megactl::os {

// The name of this machine, as the kernel has it: with its domain or without.
std::string host_name();

}  // namespace megactl::os
