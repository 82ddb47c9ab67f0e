#include "core/base/closest.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace megactl {

std::size_t edit_distance(std::string_view a, std::string_view b) {
    // Optimal string alignment, three rows at a time.
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> above(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        above[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
        }
        std::swap(before, above);
        std::swap(above, row);
    }
    return above[b.size()];
}

std::optional<std::string_view> closest_match(std::string_view word, std::span<const std::string_view> names) {
    constexpr std::size_t longest_sensible_word = 100;
    if (word.size() > longest_sensible_word) return std::nullopt;
    const std::string wanted = lower(word);
    std::optional<std::string_view> best;
    std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string_view name : names) {
        const std::size_t distance = edit_distance(wanted, lower(name));
        if (distance >= best_distance) continue;
        best = name;
        best_distance = distance;
    }
    return best;
}

}  // namespace megactl
