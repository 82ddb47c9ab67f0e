#include "core/staticfiles/django_release.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace megactl::staticfiles {
namespace {

constexpr std::array<std::string_view, 5> names{"3.2", "4.2", "5.2", "6.0", "6.1"};

}  // namespace

std::optional<DjangoRelease> django_release(std::string_view text) {
    const auto* const found = std::ranges::find(names, text);
    if (found == names.end()) return std::nullopt;
    return static_cast<DjangoRelease>(found - names.begin());
}

DjangoRelease nearest_release(int major, int minor) {
    const std::pair version(major, minor);
    if (version < std::pair(4, 0)) return DjangoRelease::v3_2;
    if (version < std::pair(5, 2)) return DjangoRelease::v4_2;
    if (version < std::pair(6, 0)) return DjangoRelease::v5_2;
    return version < std::pair(6, 1) ? DjangoRelease::v6_0 : DjangoRelease::v6_1;
}

std::string known_django_releases() {
    return join_words(std::vector<std::string>(names.begin(), names.end()));
}

}  // namespace megactl::staticfiles
