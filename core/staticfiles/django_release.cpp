#include "core/staticfiles/django_release.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <array>
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

std::string known_django_releases() {
    return join_words(std::vector<std::string>(names.begin(), names.end()));
}

}  // namespace megactl::staticfiles
