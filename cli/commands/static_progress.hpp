#pragma once

#include "cli/progress.hpp"
#include "core/staticfiles/progress.hpp"

#include <cstddef>

namespace megactl::cli {

class Context;
struct Invocation;

namespace commands {

// How far collecting is, unless steps are shown or nothing is. `progress` must outlive the line.
ProgressLine static_progress(Context& context, const Invocation& invocation, const staticfiles::Progress& progress,
                             std::size_t total);

}  // namespace commands

}  // namespace megactl::cli
