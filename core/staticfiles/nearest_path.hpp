#pragma once

#include "core/staticfiles/plan.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace megactl::staticfiles {

// The collected path that was probably meant: a file of that very name elsewhere, or the one whose path differs least.
std::optional<std::string> nearest_path(std::string_view target, std::span<const Transfer> collected);

}  // namespace megactl::staticfiles
