#pragma once

#include "core/templates/value.hpp"

#include <compare>
#include <optional>

namespace megactl::templates {

// Python's `<` and `>`; unordered where Python throws, too.
std::partial_ordering order_of(const Value& a, const Value& b);

// Python's `item in whole`; nothing where Python throws.
std::optional<bool> contains(const Value& whole, const Value& item);

}  // namespace megactl::templates
