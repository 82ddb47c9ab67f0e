#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// A JSON array of strings and nothing else: the exec form. Nothing for any other text.
std::optional<std::vector<std::string>> parse_string_array(std::string_view text);

}  // namespace megactl::project
