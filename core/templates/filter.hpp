#pragma once

#include "core/base/source.hpp"
#include "core/templates/surroundings.hpp"
#include "core/templates/value.hpp"

#include <string>
#include <string_view>

namespace megactl::templates {

// What one run of a filter sees.
struct FilterInput {
    const Value& value;
    const Value* argument;  // null without one
    bool escapes;           // autoescape is on
    const Surroundings& surroundings;
    const Location& at;  // for fail()
};

struct Filter {
    enum class Takes { nothing, perhaps_argument, argument };

    std::string_view name;
    Takes takes = Takes::nothing;
    bool wants_text = false;  // its value comes as Python's `str` of it
    bool keeps_safe = false;  // of HTML it makes HTML
    Value (*run)(const FilterInput& input);
};

// How to add one stands at the head of filters.cpp.
const Filter* find_filter(std::string_view name);  // null for none
std::string filter_names();                        // as a sentence lists them

}  // namespace megactl::templates
