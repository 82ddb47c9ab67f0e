#include "core/celery/pickle_number.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace megactl::celery {

namespace {

// Base 10^9, the lowest first. Quadratic, which the limit of its callers keeps small.
std::string decimal_of(std::string_view magnitude) {
    constexpr std::uint64_t base = 1'000'000'000;
    std::vector<std::uint64_t> digits{0};
    for (std::size_t byte = magnitude.size(); byte-- > 0;) {
        std::uint64_t carry = static_cast<unsigned char>(magnitude[byte]);
        for (std::uint64_t& digit : digits) {
            digit = digit * 256 + carry;
            carry = digit / base;
            digit %= base;
        }
        if (carry > 0) digits.push_back(carry);
    }
    std::string text = std::to_string(digits.back());
    for (auto digit = digits.rbegin() + 1; digit != digits.rend(); ++digit)
        text += fmt::format("{:09}", *digit);
    return text;
}

std::string negated(std::string_view bytes) {
    std::string negative;
    unsigned carry = 1;
    for (const char byte : bytes) {
        carry += static_cast<unsigned char>(~byte);
        negative += static_cast<char>(carry & 0xFFU);
        carry >>= 8U;
    }
    return negative;
}

}  // namespace

std::optional<std::string> json_of_float(double number) {
    if (!std::isfinite(number)) return std::nullopt;
    std::string text = fmt::format("{}", number);
    // A float stays one, as Python writes it.
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

Result<std::string> json_of_long(std::string_view bytes) {
    constexpr std::size_t widest = 1024;
    if (bytes.size() > widest) return problem(fmt::format("it has an integer of {} bytes", bytes.size()));
    const bool is_negative = !bytes.empty() && (static_cast<unsigned char>(bytes.back()) & 0x80U) != 0;
    return is_negative ? '-' + decimal_of(negated(bytes)) : decimal_of(bytes);
}

Result<std::string> json_of_digits(std::string_view text) {
    if (text.ends_with('L')) text.remove_suffix(1);
    const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    const bool is_plain =
        !digits.empty() && std::ranges::all_of(digits, is_digit) && (digits.size() == 1 || digits.front() != '0');
    if (!is_plain) return problem("it has an integer that is none");
    return std::string(digits == "0" ? digits : text);
}

}  // namespace megactl::celery
