#pragma once

#include "core/checks/tls/served.hpp"
#include "core/report/report.hpp"

#include <vector>

namespace megactl::cli::commands {

// What `tls probe` says of a server ahead of its findings.
std::vector<report::Report::Fact> facts_about(const checks::Served& served);

}  // namespace megactl::cli::commands
