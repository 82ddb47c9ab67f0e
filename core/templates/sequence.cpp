#include "core/templates/sequence.hpp"

#include "core/base/text.hpp"

namespace megactl::templates {

std::optional<List> items_of(const Value& value) {
    if (const List* list = value.as_list()) return *list;
    List items;
    if (const auto* text = value.as<Text>()) {
        std::string_view rest = text->characters;
        while (!rest.empty()) {
            const std::size_t length = character_length(rest);
            items.push_back(Value::text(std::string(rest.substr(0, length))));
            rest.remove_prefix(length);
        }
        return items;
    }
    const Mapping* mapping = value.as_mapping();
    if (mapping == nullptr) return std::nullopt;
    for (const auto& [name, held] : *mapping)
        items.push_back(Value::text(name));
    return items;
}

std::optional<std::size_t> count_of_items(const Value& value) {
    if (const List* list = value.as_list()) return list->size();
    if (const Mapping* mapping = value.as_mapping()) return mapping->size();
    const auto* text = value.as<Text>();
    if (text == nullptr) return std::nullopt;
    return character_count(text->characters);
}

}  // namespace megactl::templates
