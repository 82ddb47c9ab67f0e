#pragma once

#include "core/staticfiles/apply.hpp"
#include "core/staticfiles/releases.hpp"

#include <chrono>
#include <span>
#include <string>

namespace megactl::staticfiles {

struct AppliedRelease {
    Applied applied;
    std::string name;         // the new current one; empty where nothing changed, and after a stop
    std::string before;       // what was current until then; empty where nothing was
    bool was_folder = false;  // the root was one, and is kept as the release `before`
};

// Does a plan leave the tree as it is, as far as that can be told before it is carried out?
bool changes_nothing(const CollectPlan& plan, const std::filesystem::path& root);

// Carries the plan out in a copy of the current tree, which then takes its place at once: a release that is current
// when this returns and unseen when it throws or is killed. The folder of the releases must be locked, and the plan
// made since; `options.root` is the root. Throws Error{input}.
AppliedRelease apply_as_release(const CollectPlan& plan, std::span<const SourceFolder> sources,
                                const Releases& releases, const ApplyOptions& options, std::chrono::sys_seconds now,
                                Progress& progress);

}  // namespace megactl::staticfiles
