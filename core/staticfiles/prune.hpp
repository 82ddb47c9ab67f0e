#pragma once

#include "core/staticfiles/manifest_history.hpp"
#include "core/staticfiles/plan.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <span>
#include <stop_token>

namespace megactl::staticfiles {

struct PruneOptions {
    std::size_t keep = 3;              // releases, the one that is being made included
    std::chrono::sys_seconds until{};  // what was written later stays
    std::stop_token stop{};
};

// Adds to a plan with hashed files what of them nobody asks for any more: files whose name holds the hash of their
// content, and what was packed from them, that are old enough, that no source supplies, and that neither this manifest
// nor those of the other last releases name. Throws Error{input} for what can't be read.
void plan_prune(CollectPlan& plan, const std::filesystem::path& root, std::span<const PastManifest> past,
                const PruneOptions& options);

}  // namespace megactl::staticfiles
