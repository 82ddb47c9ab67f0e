#pragma once

#include <string>
#include <vector>

namespace megactl::cli {

// Parses, resolves, runs; every Error and every defect is caught here and becomes a message and an exit status.
int run_megactl(const std::vector<std::string>& arguments);

}  // namespace megactl::cli
