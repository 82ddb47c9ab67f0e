#pragma once

#include "core/templates/value.hpp"

#include <string>
#include <string_view>

namespace megactl::templates {

// `& < > " '` as HTML writes them in text.
std::string escaped(std::string_view text);

// Python's `str` of it, escaped unless it is HTML already.
std::string escaped_once(const Value& value);

// Without what an HTML parser takes for tags and comments, again and again until nothing more goes, as Django does.
std::string without_tags(std::string text);

}  // namespace megactl::templates
