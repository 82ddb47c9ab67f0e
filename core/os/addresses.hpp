#pragma once

#include "core/os/deadline.hpp"
#include "core/os/reached.hpp"

#include <string>
#include <vector>

namespace megactl::os {

// The addresses of a host, each once, in the order in which they should be tried; an address is its own.
Reached<std::vector<std::string>> addresses_of(const std::string& host, Deadline deadline);

}  // namespace megactl::os
