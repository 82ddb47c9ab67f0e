#pragma once

#include "core/base/error.hpp"
#include "core/base/source.hpp"

#include <string>

namespace megactl::templates {

// What a template says wrongly, or says in words that are not known here. Thrown as Error{input} with its place.
// `what` ends the sentence that begins with the template's name: "has no `{% endif %}`".
[[noreturn]] void fail(const Location& at, const std::string& what, const std::string& help = "");

// A part of the text at `at`.
Location part_of(const Location& at, std::string_view part);

}  // namespace megactl::templates
