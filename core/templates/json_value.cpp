#include "core/templates/json_value.hpp"

#include <cstddef>
#include <map>

namespace megactl::templates {
namespace {

Value number_of(const JsonView& json) {
    if (const auto whole = json.integer()) return *whole;
    const bool is_whole = json.raw().find_first_not_of("-0123456789") == std::string_view::npos;
    if (is_whole) return Value::text(std::string(json.raw()));
    return json.number().value_or(0);
}

}  // namespace

Mapping mapping_of_json(const JsonView& object) {
    Mapping mapping;
    std::map<std::string, std::size_t> places;
    for (const auto& [name, member] : object.members()) {
        const auto [place, is_new] = places.emplace(name, mapping.size());
        if (is_new) {
            mapping.emplace_back(name, value_of_json(member));
        } else {
            mapping[place->second].second = value_of_json(member);
        }
    }
    return mapping;
}

Value value_of_json(const JsonView& json) {
    switch (json.kind()) {
        case JsonView::Kind::null: return {};
        case JsonView::Kind::boolean: return *json.boolean();
        case JsonView::Kind::number: return number_of(json);
        case JsonView::Kind::text: return Value::text(json.text().value_or(""));
        case JsonView::Kind::object: return Value::mapping(mapping_of_json(json));
        case JsonView::Kind::array: break;
    }
    List items;
    for (const JsonView& item : json.elements())
        items.push_back(value_of_json(item));
    return Value::list(std::move(items));
}

}  // namespace megactl::templates
