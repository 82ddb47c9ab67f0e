#pragma once

#include "core/checks/rule.hpp"

// What `megactl check --scope network` finds of a Redis server that is used as a broker, by what its INFO says.
namespace megactl::checks::redis_rules {

extern const Rule evicts;
extern const Rule near_maxmemory;
extern const Rule not_persistent;
extern const Rule read_only;
extern const Rule save_fails;

}  // namespace megactl::checks::redis_rules
