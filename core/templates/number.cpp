#include "core/templates/number.hpp"

#include "core/base/text.hpp"
#include "core/templates/lexer.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace megactl::templates {
namespace {

// Without the `_` between digits and a leading `+`; nothing where a `_` stands elsewhere.
std::optional<std::string> plain_digits(std::string_view text) {
    text = strip(text);
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-')) return std::nullopt;
    }
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '_') {
            plain += text[i];
        } else if (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1])) {
            return std::nullopt;
        }
    }
    return plain;
}

std::optional<double> special_number(std::string_view text) {
    const bool is_negative = text.starts_with('-');
    const std::string word = lower(is_negative ? text.substr(1) : text);
    const double sign = is_negative ? -1 : 1;
    if (word == "inf" || word == "infinity") return sign * std::numeric_limits<double>::infinity();
    if (word == "nan") return std::numeric_limits<double>::quiet_NaN();
    return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> whole_number_in(std::string_view text) {
    const auto plain = plain_digits(text);
    if (!plain || plain->empty()) return std::nullopt;
    std::int64_t number = 0;
    const char* const end = plain->data() + plain->size();
    const auto [rest, failure] = std::from_chars(plain->data(), end, number);
    if (failure != std::errc{} || rest != end) return std::nullopt;
    return number;
}

std::optional<double> number_in(std::string_view text) {
    const auto plain = plain_digits(text);
    if (!plain || plain->empty()) return std::nullopt;
    if (const auto special = special_number(*plain)) return special;
    if (plain->find_first_not_of("0123456789.eE+-") != std::string::npos) return std::nullopt;
    double number = 0;
    const char* const end = plain->data() + plain->size();
    const auto [rest, failure] = std::from_chars(plain->data(), end, number);
    if (failure == std::errc::invalid_argument || rest != end) return std::nullopt;
    if (failure != std::errc{}) return std::nullopt;  // beyond what fits: told apart by nobody's template
    return number;
}

std::optional<Value> literal_number(std::string_view text) {
    if (text.find_first_of(".eE") == std::string_view::npos) {
        if (const auto number = whole_number_in(text)) return Value(*number);
        return std::nullopt;
    }
    if (text.ends_with('.')) return std::nullopt;
    if (const auto number = number_in(text)) return Value(*number);
    return std::nullopt;
}

std::optional<std::int64_t> whole_number_of(const Value& value) {
    constexpr double most = 9e18;
    if (const auto* number = value.as<std::int64_t>()) return *number;
    if (const auto* truth = value.as<bool>()) return *truth ? 1 : 0;
    if (const auto* text = value.as<Text>()) return whole_number_in(text->characters);
    const auto* number = value.as<double>();
    if (number == nullptr || !std::isfinite(*number) || std::abs(*number) > most) return std::nullopt;
    return static_cast<std::int64_t>(*number);
}

}  // namespace megactl::templates
