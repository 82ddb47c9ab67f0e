#pragma once

#include "core/checks/rule.hpp"

#include <optional>
#include <string>

// What the rules about a running broker share. There are none where nobody looked at one.
namespace megactl::checks {

// As grave as the rule; tells which broker it is, and who named it.
Finding finding_about_broker(const Rule& rule, const Facts& facts, std::string headline);

// The finding of a rule that looks at one server of Redis.
using FindInServer = std::optional<Finding> (*)(const Facts&, const project::LiveBroker::Redis&);
Findings find_in_server(const Facts& facts, FindInServer find);

}  // namespace megactl::checks
