#pragma once

#include "core/checks/rule.hpp"

namespace megactl::checks::env_rules {

extern const Rule unset_at_build;
extern const Rule unset_at_runtime;
extern const Rule set_but_empty;
extern const Rule wrong_type;
extern const Rule secret_in_image;
extern const Rule dummy_persists;
extern const Rule secret_mount_unreadable;
extern const Rule arg_out_of_scope;
extern const Rule placeholder_secret;
extern const Rule never_read;
extern const Rule file_missing;
extern const Rule file_in_image;
extern const Rule interpolation_invalid;
extern const Rule blank_interpolation;
extern const Rule dollar_interpolated;
extern const Rule set_twice;
extern const Rule dialects_disagree;
extern const Rule settings_module_differs;
extern const Rule contracts_differ;
extern const Rule port_drives_both_sides;
extern const Rule debug_in_production;
extern const Rule example_drift;

}  // namespace megactl::checks::env_rules
