#pragma once

#include "core/templates/filter.hpp"

// The runs of the filters, by topic; filters.cpp lists them.
namespace megactl::templates::filters {

// HTML (filters_html.cpp)
Value escape(const FilterInput& input);
Value force_escape(const FilterInput& input);
Value safe(const FilterInput& input);
Value linebreaks(const FilterInput& input);
Value linebreaksbr(const FilterInput& input);
Value striptags(const FilterInput& input);
Value urlencode(const FilterInput& input);

// Letters (filters_text.cpp)
Value capfirst(const FilterInput& input);
Value cut(const FilterInput& input);
Value lower(const FilterInput& input);
Value title(const FilterInput& input);
Value truncatechars(const FilterInput& input);
Value truncatewords(const FilterInput& input);
Value upper(const FilterInput& input);

// Everything else (filters_value.cpp)
Value date(const FilterInput& input);
Value default_value(const FilterInput& input);
Value default_if_none(const FilterInput& input);
Value first(const FilterInput& input);
Value floatformat(const FilterInput& input);
Value join(const FilterInput& input);
Value last(const FilterInput& input);
Value length(const FilterInput& input);
Value pluralize(const FilterInput& input);
Value yesno(const FilterInput& input);

}  // namespace megactl::templates::filters
