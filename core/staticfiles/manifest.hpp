#pragma once

#include "core/staticfiles/django_release.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::staticfiles {

constexpr std::string_view manifest_name = "staticfiles.json";

// A collected path and its hashed name.
using ManifestEntry = std::pair<std::string, std::string>;

// The bytes of `staticfiles.json`, sorted, as Django writes them from 6.0 on; before, its order was left to chance.
std::string manifest_text(std::vector<ManifestEntry> entries, DjangoRelease release);

}  // namespace megactl::staticfiles
