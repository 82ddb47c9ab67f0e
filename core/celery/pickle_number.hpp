#pragma once

#include "core/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace megactl::celery {

// A pickle's numbers as JSON writes them.

// Nothing where JSON has no word for it: NaN and the infinities.
std::optional<std::string> json_of_float(double number);
// Little-endian two's complement of any width, up to a kilobyte.
Result<std::string> json_of_long(std::string_view bytes);
// `-123L`, as protocol 0 and our own writer put what is beyond 64 bits.
Result<std::string> json_of_digits(std::string_view text);

}  // namespace megactl::celery
