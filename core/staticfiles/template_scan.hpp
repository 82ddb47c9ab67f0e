#pragma once

#include "core/base/source.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace megactl::staticfiles {

// A path that a template asks for, `{% static 'css/site.css' %}`.
struct StaticName {
    std::string path;
    Span at;  // without its quotes
};

// The paths that stand in a template as plain texts, in their order. What is computed, what is in a comment and what is
// `verbatim` is left out. Pure; linear in the size of the text, whatever is in it.
std::vector<StaticName> static_names(std::string_view text);

}  // namespace megactl::staticfiles
