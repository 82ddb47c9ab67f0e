#pragma once

#include "core/checks/rule.hpp"

#include <cstddef>

// What is for developers alone, by the words of its names (project/audience.hpp): there a rule may be milder.
namespace megactl::checks {

// So say a service's profiles, its own name, the file that defines it, the settings module it is given, or a server for
// development that it starts.
bool is_for_developers(const Facts& facts, std::size_t service);

// So say the compose file that a finding is in, or the profiles of its service.
bool is_for_developers(const Facts& facts, const Finding& finding);

// `settings/local.py`: what `manage.py` takes on a developer's machine.
bool is_for_developers(const project::DjangoSettings& settings);

}  // namespace megactl::checks
