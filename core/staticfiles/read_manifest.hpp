#pragma once

#include "core/base/result.hpp"
#include "core/staticfiles/manifest.hpp"

#include <string_view>
#include <vector>

namespace megactl::staticfiles {

// The entries of a `staticfiles.json` of version 1.0 or 1.1, sorted by path. Left out are those whose name is no UTF-8:
// the text does not tell which file is meant. A problem where it is no manifest.
Result<std::vector<ManifestEntry>> read_manifest(std::string_view text);

}  // namespace megactl::staticfiles
