#pragma once

#include "core/templates/value.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace megactl::templates {

// Numbers as Python reads them from text: blanks around them, `_` between digits.

std::optional<std::int64_t> whole_number_in(std::string_view text);  // `int`; nothing beyond 64 bits
std::optional<double> number_in(std::string_view text);              // `float`
// A number that stands in a template itself: with a `.` or an `e` it has a fraction.
std::optional<Value> literal_number(std::string_view text);

// `int(value)`, of a number or a text.
std::optional<std::int64_t> whole_number_of(const Value& value);

}  // namespace megactl::templates
