#pragma once

#include "cli/context.hpp"
#include "cli/invocation.hpp"

// Each run_… carries out the command of its name.
namespace megactl::cli::commands {

int run_tls_probe(Context& context, const Invocation& invocation);
int run_tls_show(Context& context, const Invocation& invocation);

}  // namespace megactl::cli::commands
