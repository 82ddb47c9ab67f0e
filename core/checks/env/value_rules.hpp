#pragma once

#include "core/checks/rule.hpp"
#include "core/project/supply.hpp"

#include <functional>
#include <string>

namespace megactl::checks::env_rules {

// Calls `tell(trouble, who)` for the troubles of every service and workload (or, where the live process is judged, of
// the process) whose supplied value is at fault. `who` is "service web", "container web of Deployment shop" or "this
// process"; a value that several of them share is told once.
void for_each_value_trouble(const Facts& facts,
                            const std::function<void(const project::Trouble&, const std::string& who)>& tell);

// A finding at the place that sets the value, or at the read where no file does.
Finding value_finding(const project::Trouble& trouble, std::string said_there, const std::string& who);

}  // namespace megactl::checks::env_rules
