#include "core/templates/assignments.hpp"

#include "core/base/text.hpp"
#include "core/templates/failure.hpp"

#include <algorithm>

namespace megactl::templates {
namespace {

bool is_name(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return is_name_character(c) || static_cast<unsigned char>(c) >= 0x80;
    });
}

}  // namespace

Assignments parse_assignments(std::span<const Location> words) {
    Assignments assignments;
    for (const Location& word : words) {
        const std::string_view text = word.text();
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos || equals + 1 == text.size() || !is_name(text.substr(0, equals))) break;
        assignments.emplace_back(text.substr(0, equals), parse_expression(part_of(word, text.substr(equals + 1))));
    }
    return assignments;
}

Mapping values_of(const Assignments& assignments, Rendering& rendering) {
    Mapping values;
    for (const auto& [name, expression] : assignments) {
        Value value = resolve(expression, rendering);
        const auto known = std::ranges::find(values, name, &Mapping::value_type::first);
        if (known != values.end()) {
            known->second = std::move(value);
        } else {
            values.emplace_back(name, std::move(value));
        }
    }
    return values;
}

}  // namespace megactl::templates
