#pragma once

#include <string>
#include <string_view>

namespace megactl::templates {

// Python's `str.upper`, `str.lower` and `str.title`, for all letters but those of ancient Greek with an iota below
// them; bytes that are no UTF-8 stay.
std::string in_upper_case(std::string_view text);
std::string in_lower_case(std::string_view text);
std::string in_title_case(std::string_view text);

}  // namespace megactl::templates
