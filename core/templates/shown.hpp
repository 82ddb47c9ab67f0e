#pragma once

#include "core/base/source.hpp"
#include "core/templates/surroundings.hpp"
#include "core/templates/value.hpp"

#include <string>
#include <string_view>

namespace megactl::templates {

// The text that `{{ … }}` writes for a value, before it is escaped: times and fractions in the words of the language.
// `at` is told where that language isn't known.
std::string shown(const Value& value, const Surroundings& surroundings, const Location& at);

// A time by Django's format letters, or the name of a format.
std::string shown_time(Time time, std::string_view format, const Surroundings& surroundings, const Location& at);

// Throws unless the words are English ones: `what` isn't known of others.
void expect_english(const Surroundings& surroundings, const Location& at, std::string_view what);

}  // namespace megactl::templates
