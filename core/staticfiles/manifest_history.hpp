#pragma once

#include "core/staticfiles/manifest.hpp"
#include "core/staticfiles/releases.hpp"
#include "core/staticfiles/root_folder.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::staticfiles {

// What an earlier run named.
struct PastManifest {
    std::string time;  // as a release's name
    std::string text;
};

// The manifests that are known, the newest first, each content once: the one that stands in the root, those that
// earlier runs with `--prune` put into its `.megactl-releases`, and those of the releases beside it. Throws
// Error{input} where one can't be read: what it names would be taken for named by nobody.
std::vector<PastManifest> past_manifests(const Releases& releases);

// Puts a manifest into `.megactl-releases`, unless it is the last one there, and removes all but the last `keep` of
// them. Throws Error{input}.
void remember_manifest(const RootFolder& root, const std::filesystem::path& folder, std::string_view text,
                       std::chrono::sys_seconds time, std::size_t keep);

}  // namespace megactl::staticfiles
