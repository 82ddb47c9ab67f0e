#pragma once

#include "core/staticfiles/manifest.hpp"

#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace megactl::staticfiles {

// The files of a root that an earlier release left, sorted: whose name holds the hash of their content, and that the
// manifest does not name; with what was packed from them. Throws Error{input} for a folder that can't be read.
std::vector<std::string> stale_files(std::span<const ManifestEntry> manifest, const std::filesystem::path& root,
                                     const std::stop_token& stop);

}  // namespace megactl::staticfiles
