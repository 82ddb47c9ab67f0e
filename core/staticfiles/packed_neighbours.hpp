#pragma once

#include "core/staticfiles/plan.hpp"

#include <filesystem>
#include <span>
#include <string>

namespace megactl::staticfiles {

// Adds to a plan that what earlier runs packed from these files goes when all else is done: they are not there any more
// themselves. What has a hashed name stays.
void remove_packed(CollectPlan& plan, std::span<const std::string> files, const std::filesystem::path& root);

}  // namespace megactl::staticfiles
