#include "core/base/near.hpp"

#include "core/base/closest.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <vector>

namespace megactl {

std::string near_names(std::string_view word, std::span<const std::string> names) {
    const std::vector<std::string_view> views(names.begin(), names.end());
    if (const auto meant = closest_match(word, views))
        return fmt::format("did you mean `{}`?", escape_controls(*meant));
    constexpr std::size_t most = 5;
    if (names.empty()) return "there are none yet";
    std::vector<std::string> shown;
    for (const std::string& name : names.first(std::min(most, names.size())))
        shown.push_back(fmt::format("`{}`", escape_controls(name)));
    if (names.size() > most) shown.push_back(fmt::format("{} more", names.size() - most));
    return fmt::format("there {} {}", names.size() == 1 ? "is" : "are", join_words(shown));
}

}  // namespace megactl
