#include "core/staticfiles/dependency_order.hpp"

#include <algorithm>
#include <utility>

namespace megactl::staticfiles {
namespace {

// Follows needs that can't be met until it comes to where it has been: a way through what is left always ends so.
std::vector<std::vector<std::size_t>> find_rings(const Dependencies& needs, const std::vector<bool>& is_left) {
    std::vector<std::vector<std::size_t>> rings;
    std::vector<std::size_t> walk_of(needs.size(), 0);  // which walk came by; 0 for none
    for (std::size_t start = 0; start < needs.size(); ++start) {
        if (!is_left[start] || walk_of[start] != 0) continue;
        std::vector<std::size_t> way;
        std::size_t at = start;
        while (walk_of[at] == 0) {
            walk_of[at] = start + 1;
            way.push_back(at);
            at = *std::ranges::find_if(needs[at], [&](std::size_t need) { return is_left[need]; });
        }
        if (walk_of[at] == start + 1) rings.emplace_back(std::ranges::find(way, at), way.end());
    }
    return rings;
}

}  // namespace

DependencyOrder dependency_order(const Dependencies& needs) {
    Dependencies needed_by(needs.size());
    std::vector<std::size_t> open(needs.size());
    std::vector<std::size_t> level;
    for (std::size_t i = 0; i < needs.size(); ++i) {
        open[i] = needs[i].size();
        if (open[i] == 0) level.push_back(i);
        for (const std::size_t need : needs[i])
            needed_by[need].push_back(i);
    }
    std::vector<bool> is_left(needs.size(), true);
    DependencyOrder order;
    while (!level.empty()) {
        std::vector<std::size_t> next;
        for (const std::size_t done : level) {
            is_left[done] = false;
            for (const std::size_t waiting : needed_by[done]) {
                if (--open[waiting] == 0) next.push_back(waiting);
            }
        }
        order.levels.push_back(std::exchange(level, std::move(next)));
    }
    order.rings = find_rings(needs, is_left);
    return order;
}

}  // namespace megactl::staticfiles
