#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace megactl::staticfiles {

// The entry of the manifest that `{% static %}` looks a path up under: percent-decoded, without query, fragment and
// blanks around it. Nothing where Django looks up none, as for a folder.
std::optional<std::string> asked_entry(std::string_view path);

}  // namespace megactl::staticfiles
