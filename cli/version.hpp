#pragma once

#include <string_view>

namespace megactl::cli {

// "0.1.0", as the project's CMakeLists.txt says.
std::string_view version();

}  // namespace megactl::cli
