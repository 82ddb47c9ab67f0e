// Every filter. To add one:
//   1. write it in filters_html.cpp, filters_text.cpp or filters_value.cpp, and declare it in filters.hpp;
//   2. give it a line below: what it takes, and what Django says of `is_safe` and `stringfilter`;
//   3. add templates to tests/interop/templates/table.py, which holds ours against Django's.

#include "core/templates/filters.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace megactl::templates {
namespace {

using Takes = Filter::Takes;

constexpr std::array catalogue{
    Filter{.name = "capfirst", .wants_text = true, .keeps_safe = true, .run = filters::capfirst},
    Filter{.name = "cut", .takes = Takes::argument, .wants_text = true, .run = filters::cut},
    Filter{.name = "date", .takes = Takes::perhaps_argument, .run = filters::date},
    Filter{.name = "default", .takes = Takes::argument, .run = filters::default_value},
    Filter{.name = "default_if_none", .takes = Takes::argument, .run = filters::default_if_none},
    Filter{.name = "escape", .wants_text = true, .keeps_safe = true, .run = filters::escape},
    Filter{.name = "first", .run = filters::first},
    Filter{.name = "floatformat", .takes = Takes::perhaps_argument, .keeps_safe = true, .run = filters::floatformat},
    Filter{.name = "force_escape", .wants_text = true, .keeps_safe = true, .run = filters::force_escape},
    Filter{.name = "join", .takes = Takes::argument, .keeps_safe = true, .run = filters::join},
    Filter{.name = "last", .keeps_safe = true, .run = filters::last},
    Filter{.name = "length", .run = filters::length},
    Filter{.name = "linebreaks", .wants_text = true, .keeps_safe = true, .run = filters::linebreaks},
    Filter{.name = "linebreaksbr", .wants_text = true, .keeps_safe = true, .run = filters::linebreaksbr},
    Filter{.name = "lower", .wants_text = true, .keeps_safe = true, .run = filters::lower},
    Filter{.name = "pluralize", .takes = Takes::perhaps_argument, .run = filters::pluralize},
    Filter{.name = "safe", .wants_text = true, .keeps_safe = true, .run = filters::safe},
    Filter{.name = "striptags", .wants_text = true, .keeps_safe = true, .run = filters::striptags},
    Filter{.name = "title", .wants_text = true, .keeps_safe = true, .run = filters::title},
    Filter{.name = "truncatechars",
           .takes = Takes::argument,
           .wants_text = true,
           .keeps_safe = true,
           .run = filters::truncatechars},
    Filter{.name = "truncatewords",
           .takes = Takes::argument,
           .wants_text = true,
           .keeps_safe = true,
           .run = filters::truncatewords},
    Filter{.name = "upper", .wants_text = true, .run = filters::upper},
    Filter{.name = "urlencode", .takes = Takes::perhaps_argument, .wants_text = true, .run = filters::urlencode},
    Filter{.name = "yesno", .takes = Takes::perhaps_argument, .run = filters::yesno},
};

}  // namespace

const Filter* find_filter(std::string_view name) {
    const auto* const found = std::ranges::find(catalogue, name, &Filter::name);
    return found == catalogue.end() ? nullptr : found;
}

std::string filter_names() {
    std::vector<std::string> names;
    names.reserve(catalogue.size());
    for (const Filter& filter : catalogue)
        names.emplace_back(filter.name);
    return join_words(names);
}

}  // namespace megactl::templates
