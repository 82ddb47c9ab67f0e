#pragma once

#include "core/templates/value.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace megactl::templates {

// A time in UTC, in English, by Django's format letters: `N j, Y`. A `\` takes the next letter as it is.
std::string formatted(Time time, std::string_view format);

// What a name among Django's formats (`SHORT_DATE_FORMAT`) means in English; nothing for another word.
std::optional<std::string_view> named_format(std::string_view name);

}  // namespace megactl::templates
