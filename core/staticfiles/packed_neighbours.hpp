#pragma once

#include "core/staticfiles/plan.hpp"
#include "core/staticfiles/root_folder.hpp"

#include <filesystem>
#include <span>
#include <string>

namespace megactl::staticfiles {

// Adds to a plan that what earlier runs packed from these files goes when all else is done: they are not there any more
// themselves. What has a hashed name stays.
void remove_packed(CollectPlan& plan, std::span<const std::string> files, const std::filesystem::path& root);

// Removes what was packed from the files that a plan is about to replace: a server answers with it unseen, so the old
// one must not outlive its file. Collected files stay. Throws Error{input}.
void remove_outdated_packed(const CollectPlan& plan, const RootFolder& root);

}  // namespace megactl::staticfiles
