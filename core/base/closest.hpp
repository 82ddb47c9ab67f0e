#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace megactl {

// The one of `names` that `word` was probably meant to be ("did you mean"): at most a third of its letters differ,
// swaps of neighbours counting as one, letter case as none. The first wins among equals.
std::optional<std::string_view> closest_match(std::string_view word, std::span<const std::string_view> names);

// How many letters must be put in, left out, changed or swapped with their neighbour to make `a` from `b`.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace megactl
