#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace megactl::project {

// The patterns of `${x#p}`, `${x%p}` and `${x/p/r}` in a Dockerfile: `*`, `?`, and `\` to take the next character as it
// is. What would cost more than `work` is not done: nothing is returned.

enum class Cut { shortest, longest };

// `value` without the part that the pattern matches at its front or back.
std::optional<std::string> without_front(std::string_view value, std::string_view pattern, Cut cut, std::size_t& work);
std::optional<std::string> without_back(std::string_view value, std::string_view pattern, Cut cut, std::size_t& work);

// `value` with the first match of the pattern, or every one, replaced.
std::optional<std::string> with_replaced(std::string_view value, std::string_view pattern, std::string_view replacement,
                                         bool every, std::size_t& work);

}  // namespace megactl::project
