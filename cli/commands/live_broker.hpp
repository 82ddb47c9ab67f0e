#pragma once

#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "core/project/live_broker.hpp"

#include <optional>

namespace megactl::cli::commands {

// Looks at the broker that the deployment names, its queues and its workers, as they answer within a second. Nothing
// where nobody names one. Throws Error{service}, with who named it, where it is away or refuses; what it had said by
// then stays in `live`.
void look_at_broker(const Context& context, const Invocation& invocation, std::optional<project::LiveBroker>& live);

}  // namespace megactl::cli::commands
