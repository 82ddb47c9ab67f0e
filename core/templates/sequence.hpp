#pragma once

#include "core/templates/value.hpp"

#include <cstddef>
#include <optional>

namespace megactl::templates {

// What Python goes through: the characters of a text, the items of a list, the names of a mapping. Nothing where it
// goes through nothing.
std::optional<List> items_of(const Value& value);
// How many those are, Python's `len`.
std::optional<std::size_t> count_of_items(const Value& value);

}  // namespace megactl::templates
