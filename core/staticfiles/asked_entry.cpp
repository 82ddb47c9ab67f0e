#include "core/staticfiles/asked_entry.hpp"

#include "core/staticfiles/hashed_name.hpp"
#include "core/staticfiles/python_text.hpp"

#include <algorithm>

namespace megactl::staticfiles {

std::optional<std::string> asked_entry(std::string_view path) {
    const WithoutFragment clean = without_fragment(path);
    if (clean.url.empty() || split_url(clean.url).path.ends_with('/')) return std::nullopt;
    std::string entry = opened_path(clean.url);
    std::ranges::replace(entry, '\\', '/');
    return entry;
}

}  // namespace megactl::staticfiles
