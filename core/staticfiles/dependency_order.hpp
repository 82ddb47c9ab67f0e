#pragma once

#include <cstddef>
#include <vector>

namespace megactl::staticfiles {

// Things numbered from 0, each with the numbers of those that must be done before it.
using Dependencies = std::vector<std::vector<std::size_t>>;

struct DependencyOrder {
    // All of a level need only earlier levels.
    std::vector<std::vector<std::size_t>> levels;
    // Rings, each in the order of need: the last one needs the first. What can't be done for a ring's sake is in no
    // level.
    std::vector<std::vector<std::size_t>> rings;
};
DependencyOrder dependency_order(const Dependencies& needs);

}  // namespace megactl::staticfiles
