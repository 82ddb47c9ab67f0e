#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace megactl::templates {

// A decimal number of some digits: `digits` × 10^`exponent`, as Python's Decimal has it.
struct Decimal {
    bool is_negative = false;
    std::string digits;  // at least one
    std::int64_t exponent = 0;
};

// `34.25`, `-1e10`; nothing where it is no number, or one without digits (`inf`).
std::optional<Decimal> decimal_in(std::string_view text);

bool is_whole(const Decimal& number);
// Without its fraction: `-34`.
std::string whole_part(const Decimal& number);
// With so many places behind the point, halves away from zero: `34.3`; zero has no sign.
std::string rounded(const Decimal& number, std::size_t places);

}  // namespace megactl::templates
