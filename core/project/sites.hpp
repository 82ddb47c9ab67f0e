#pragma once

#include "core/project/dockerfile.hpp"
#include "core/project/tree.hpp"

#include <optional>
#include <string>
#include <vector>

namespace megactl::project {

// The folders that hold a Django site, by name: the root where manage.py lies there, else those one or two levels below
// it. Sites of tests and examples are none.
std::vector<std::string> sites_of(const Tree& tree);

// The one of `sites` that an image is built of: the only one there is, or in its context, else the one that the
// Dockerfile lies in or copies. Empty where there are no sites at all; nothing where it can't be told.
std::optional<std::string> site_of_image(const std::vector<std::string>& sites, const Dockerfile& dockerfile);

}  // namespace megactl::project
