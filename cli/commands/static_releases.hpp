#pragma once

#include "core/staticfiles/apply_release.hpp"
#include "core/staticfiles/releases.hpp"

#include <string>
#include <vector>

// The releases of a root that `static collect --atomic` fills.
namespace megactl::cli {

class Context;
struct Invocation;

namespace commands {

int run_static_releases(Context& context, const Invocation& invocation);
int run_static_rollback(Context& context, const Invocation& invocation);

// What became of the root, as lines; `pruned` are the releases that were removed.
std::string release_lines(const staticfiles::Releases& releases, const staticfiles::AppliedRelease& applied,
                          const std::vector<std::string>& pruned);

}  // namespace commands

}  // namespace megactl::cli
