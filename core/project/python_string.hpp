#pragma once

#include <string>
#include <string_view>

namespace megactl::project {

// The text between a string literal's quotes, escapes undone. `literal` has its prefix and quotes.
std::string string_value(std::string_view literal);

// A piece of an f-string's text: escapes undone unless raw, `{{` and `}}` halved.
std::string format_text_value(std::string_view text, bool is_raw);

}  // namespace megactl::project
