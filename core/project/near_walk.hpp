#pragma once

#include "core/project/tree.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// How far a walk through somebody's tree goes: a monorepo must not cost a check its milliseconds.
struct WalkBounds {
    std::size_t entries = 20'000;
    int depth = 8;
};

// What a visitor wants with an entry, which is known by its path and its name.
enum class Entering { no, if_folder };
using EntryVisitor = std::function<Entering(const std::string& path, std::string_view name)>;

// Visits the entries of a tree, those of the nearest folders first, so that no large folder hides its neighbours.
// Returns the folders that the bound on entries kept it out of.
std::vector<std::string> walk_nearest(const Tree& tree, const WalkBounds& bounds, const EntryVisitor& visit);

}  // namespace megactl::project
