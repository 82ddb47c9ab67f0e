#pragma once

#include "core/project/facts.hpp"
#include "core/report/report.hpp"

#include <vector>

namespace megactl::checks {

// What `tls check` says ahead of its findings, a line each, as far as it is known: intent, pair, names, valid. With
// several pairs each line names its service.
std::vector<report::Report::Fact> tls_facts(const project::Facts& facts);

}  // namespace megactl::checks
