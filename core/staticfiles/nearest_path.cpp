#include "core/staticfiles/nearest_path.hpp"

#include "core/base/closest.hpp"
#include "core/base/text.hpp"

#include <algorithm>
#include <vector>

namespace megactl::staticfiles {
namespace {

std::string_view filename_of(std::string_view path) {
    return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

}  // namespace

std::optional<std::string> nearest_path(std::string_view target, std::span<const Transfer> collected) {
    const std::string_view filename = filename_of(target);
    std::vector<std::string_view> namesakes;
    std::vector<std::string_view> similar;
    for (const Transfer& transfer : collected) {
        const std::string_view path = transfer.destination;
        if (equal_ignoring_case(filename_of(path), filename)) namesakes.push_back(path);
        const std::size_t difference = std::max(path.size(), target.size()) - std::min(path.size(), target.size());
        if (difference <= std::max<std::size_t>(1, target.size() / 3)) similar.push_back(path);
    }
    if (namesakes.size() == 1) return std::string(namesakes.front());
    const auto match = closest_match(target, namesakes.empty() ? similar : namesakes);
    if (match) return std::string(*match);
    return namesakes.empty() ? std::nullopt : std::optional(std::string(namesakes.front()));
}

}  // namespace megactl::staticfiles
