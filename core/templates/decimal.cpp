#include "core/templates/decimal.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <charconv>

namespace megactl::templates {
namespace {

std::string without_leading_zeros(const std::string& digits) {
    const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
    return digits.substr(first);
}

// All digits before the point and `places` behind it, in one row; the next one rounds them.
std::string scaled(const Decimal& number, std::size_t places) {
    std::string digits = number.digits;
    const std::int64_t shift = number.exponent + static_cast<std::int64_t>(places);
    if (shift >= 0) return digits.append(static_cast<std::size_t>(shift), '0');
    const auto cut = static_cast<std::size_t>(-shift);
    if (cut > digits.size()) return "0";
    const bool rounds_up = digits[digits.size() - cut] >= '5';
    digits = "0" + digits.substr(0, digits.size() - cut);
    if (!rounds_up) return digits;
    for (std::size_t i = digits.size(); i-- > 0;) {
        if (digits[i] != '9') {
            ++digits[i];
            break;
        }
        digits[i] = '0';
    }
    return digits;
}

}  // namespace

std::optional<Decimal> decimal_in(std::string_view text) {
    Decimal number;
    number.is_negative = text.starts_with('-');
    if (number.is_negative) text.remove_prefix(1);
    const std::size_t e = std::min(text.find_first_of("eE"), text.size());
    for (const char c : text.substr(0, e)) {
        if (c != '.' && !is_digit(c)) return std::nullopt;
        if (c != '.') number.digits += c;
    }
    const std::string_view mantissa = text.substr(0, e);
    const std::size_t point = mantissa.find('.');
    if (number.digits.empty() || (point != std::string_view::npos && mantissa.find('.', point + 1) < e))
        return std::nullopt;
    if (e < text.size()) {
        std::string_view exponent = text.substr(e + 1);
        if (exponent.starts_with('+')) exponent.remove_prefix(1);
        const char* const end = exponent.data() + exponent.size();
        const auto [rest, failure] = std::from_chars(exponent.data(), end, number.exponent);
        if (failure != std::errc{} || rest != end) return std::nullopt;
    }
    if (point != std::string_view::npos) number.exponent -= static_cast<std::int64_t>(mantissa.size() - point - 1);
    number.digits = without_leading_zeros(number.digits);
    return number;
}

bool is_whole(const Decimal& number) {
    if (number.exponent >= 0) return true;
    const auto places = static_cast<std::size_t>(-number.exponent);
    const std::size_t fraction = std::min(places, number.digits.size());
    return number.digits.find_first_not_of('0', number.digits.size() - fraction) == std::string::npos;
}

std::string whole_part(const Decimal& number) {
    std::string digits = number.digits;
    if (number.exponent >= 0) {
        digits.append(static_cast<std::size_t>(number.exponent), '0');
    } else {
        const auto places = static_cast<std::size_t>(-number.exponent);
        digits = places >= digits.size() ? "0" : digits.substr(0, digits.size() - places);
    }
    digits = without_leading_zeros(digits);
    return number.is_negative && digits != "0" ? "-" + digits : digits;
}

std::string rounded(const Decimal& number, std::size_t places) {
    std::string digits = without_leading_zeros(scaled(number, places));
    const bool is_zero = digits.find_first_not_of('0') == std::string::npos;
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    if (places > 0) digits.insert(digits.size() - places, ".");
    return number.is_negative && !is_zero ? "-" + digits : digits;
}

}  // namespace megactl::templates
