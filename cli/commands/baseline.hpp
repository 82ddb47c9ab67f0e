#pragma once

#include "cli/context.hpp"
#include "core/project/facts.hpp"
#include "core/report/report.hpp"

namespace megactl::cli::commands {

// Sets aside what the baseline of `--baseline` or `[check] baseline` knows, and notes which of its entries are stale.
// Throws Error{input} for a baseline that can't be read. Does nothing where none is named.
void apply_baseline(const Context& context, const Invocation& invocation, project::Mode mode, report::Report& report);

// `--write-baseline`: writes what stands now into that file, else into megactl-baseline.json, and says so. Entries of
// an older one that this run can't tell anything about are kept.
void write_baseline(Context& context, const Invocation& invocation, project::Mode mode, report::Report& report);

}  // namespace megactl::cli::commands
