#pragma once

#include "core/checks/rule.hpp"

// What `megactl check --scope network` finds of a running broker and its workers: LiveBroker holds what was seen.
namespace megactl::checks::queue_rules {

extern const Rule clocks_apart;
extern const Rule no_consumer;
extern const Rule twin_workers;
extern const Rule visibility_too_short;

}  // namespace megactl::checks::queue_rules
