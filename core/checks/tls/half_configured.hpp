#pragma once

#include "core/checks/rule.hpp"
#include "core/tls/intent.hpp"

namespace megactl::checks::tls_rules {

// A finding of `rule` for every pair of which only one half is set; `half` says which.
Findings half_configured(const Rule& rule, const Facts& facts, megactl::tls::Intent half);

}  // namespace megactl::checks::tls_rules
