#include "core/base/text.hpp"
#include "core/templates/decimal.hpp"
#include "core/templates/failure.hpp"
#include "core/templates/filters.hpp"
#include "core/templates/html.hpp"
#include "core/templates/number.hpp"
#include "core/templates/sequence.hpp"
#include "core/templates/shown.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <vector>

namespace megactl::templates::filters {
namespace {

std::string_view argument_text(const FilterInput& input, std::string_view fallback) {
    if (input.argument == nullptr) return fallback;
    const auto* text = input.argument->as<Text>();
    if (text == nullptr) fail(input.at, "gives a filter an argument that is no text");
    return text->characters;
}

// `float(value)`.
std::optional<double> as_fraction(const Value& value) {
    if (const auto* text = value.as<Text>()) return number_in(text->characters);
    if (const auto* number = value.as<double>()) return *number;
    if (const auto number = whole_number_of(value)) return static_cast<double>(*number);
    return std::nullopt;
}

// What a filter looks for in a text, list or mapping; anything else has no parts, for which Python throws.
List parts_of(const FilterInput& input, std::string_view filter) {
    auto items = items_of(input.value);
    if (items) return *std::move(items);
    fail(input.at, fmt::format("asks `{}` of what has no parts", filter));
}

std::string decimal_text(const Value& value) {
    if (const auto* number = value.as<double>()) return repr_of(*number);
    if (const auto* number = value.as<std::int64_t>()) return fmt::to_string(*number);
    const auto number = as_fraction(value);
    return number ? repr_of(*number) : "";
}

}  // namespace

Value date(const FilterInput& input) {
    const auto* time = input.value.as<Time>();
    if (time == nullptr) return Value::text("");
    const std::string_view format = argument_text(input, "DATE_FORMAT");
    return Value::text(shown_time(*time, format.empty() ? "DATE_FORMAT" : format, input.surroundings, input.at));
}

Value default_value(const FilterInput& input) {
    return is_true(input.value) ? input.value : *input.argument;
}

Value default_if_none(const FilterInput& input) {
    return input.value.is_none() ? *input.argument : input.value;
}

Value first(const FilterInput& input) {
    if (input.value.as_mapping() != nullptr) fail(input.at, "asks `first` of a mapping");
    const List items = parts_of(input, "first");
    return items.empty() ? Value::text("") : items.front();
}

Value last(const FilterInput& input) {
    if (input.value.as_mapping() != nullptr) fail(input.at, "asks `last` of a mapping");
    const List items = parts_of(input, "last");
    return items.empty() ? Value::text("") : items.back();
}

Value floatformat(const FilterInput& input) {
    constexpr std::int64_t most_places = 100;
    constexpr std::size_t most_digits = 200;
    expect_english(input.surroundings, input.at, "a number");
    const std::string text = decimal_text(input.value);
    if (text.empty()) return Value::text("");
    const auto places = input.argument == nullptr ? std::optional<std::int64_t>(-1) : whole_number_of(*input.argument);
    if (!places || *places < -most_places || *places > most_places) {
        fail(input.at, fmt::format("gives `floatformat` places that are no whole number up to {}", most_places));
    }
    const auto number = decimal_in(text);
    const std::string as_it_is = repr_of(input.value);
    if (!number || number->digits.size() + static_cast<std::size_t>(std::abs(number->exponent)) > most_digits) {
        return Value::text(as_it_is);
    }
    if (is_whole(*number) && *places < 0) return Value::text(whole_part(*number), true);
    return Value::text(rounded(*number, static_cast<std::size_t>(std::abs(*places))), true);
}

Value join(const FilterInput& input) {
    const auto items = items_of(input.value);
    if (!items) return input.value;
    const Value& between = *input.argument;
    std::vector<std::string> parts;
    for (const Value& item : *items) {
        if (!input.escapes && item.as<Text>() == nullptr) return input.value;
        parts.push_back(input.escapes ? escaped_once(item) : text_of(item));
    }
    const std::string separator = input.escapes ? escaped_once(between) : text_of(between);
    constexpr std::size_t longest = 4U << 20U;
    if (separator.size() * parts.size() > longest) fail(input.at, "makes more than 4 MiB with `join`");
    return Value::text(megactl::join(parts, separator), true);
}

Value length(const FilterInput& input) {
    return static_cast<std::int64_t>(count_of_items(input.value).value_or(0));
}

Value pluralize(const FilterInput& input) {
    std::vector<std::string_view> endings = split(argument_text(input, "s"), ',');
    if (endings.size() == 1) endings.insert(endings.begin(), std::string_view());
    if (endings.size() > 2) return Value::text("");
    std::optional<bool> is_one;
    if (const auto number = as_fraction(input.value)) {
        is_one = *number == 1;
    } else if (input.value.as<Text>() == nullptr) {
        if (const auto count = count_of_items(input.value)) is_one = *count == 1;
    }
    if (!is_one) return Value::text("");
    return Value::text(std::string(*is_one ? endings[0] : endings[1]));
}

Value yesno(const FilterInput& input) {
    if (input.argument == nullptr) expect_english(input.surroundings, input.at, "yes or no");
    const std::vector<std::string_view> words = split(argument_text(input, "yes,no,maybe"), ',');
    if (words.size() < 2) return input.value;
    if (input.value.is_none()) return Value::text(std::string(words.size() == 3 ? words[2] : words[1]));
    return Value::text(std::string(is_true(input.value) ? words[0] : words[1]));
}

}  // namespace megactl::templates::filters
