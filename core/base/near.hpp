#pragma once

#include <span>
#include <string>
#include <string_view>

namespace megactl {

// What to say of a name that is not among `names`: "did you mean `ada`?", else what there is, if that is little.
std::string near_names(std::string_view word, std::span<const std::string> names);

}  // namespace megactl
