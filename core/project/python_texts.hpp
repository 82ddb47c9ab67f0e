#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// The texts of the tuple or list that an expression of Python is: `("A", 'B')`, `["A"]`, `"A", "B"`. Nothing where it
// is none, or has anything else in it; `("A")` is a text itself.
std::optional<std::vector<std::string>> texts_in(std::string_view expression);

}  // namespace megactl::project
