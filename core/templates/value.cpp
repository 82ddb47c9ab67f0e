#include "core/templates/value.hpp"

#include "core/base/python.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace megactl::templates {
namespace {

std::string repr_of(const Mapping& mapping) {
    std::vector<std::string> parts;
    parts.reserve(mapping.size());
    for (const auto& [name, value] : mapping)
        parts.push_back(python_quoted(name) + ": " + repr_of(value));
    return "{" + join(parts, ", ") + "}";
}

std::string repr_of(const List& list) {
    std::vector<std::string> parts;
    parts.reserve(list.size());
    for (const Value& item : list)
        parts.push_back(repr_of(item));
    return "[" + join(parts, ", ") + "]";
}

// Of a number or a truth; nothing for all else.
std::optional<double> number_of(const Value& value) {
    if (const auto* number = value.as<double>()) return *number;
    if (const auto* number = value.as<std::int64_t>()) return static_cast<double>(*number);
    if (const auto* truth = value.as<bool>()) return *truth ? 1 : 0;
    return std::nullopt;
}

std::optional<std::int64_t> whole_number_of(const Value& value) {
    if (const auto* number = value.as<std::int64_t>()) return *number;
    if (const auto* truth = value.as<bool>()) return *truth ? 1 : 0;
    return std::nullopt;
}

}  // namespace

const List* Value::as_list() const {
    const auto* held = as<std::shared_ptr<const List>>();
    return held == nullptr ? nullptr : held->get();
}

const Mapping* Value::as_mapping() const {
    const auto* held = as<std::shared_ptr<const Mapping>>();
    return held == nullptr ? nullptr : held->get();
}

const Object* Value::as_object() const {
    const auto* held = as<std::shared_ptr<const Object>>();
    return held == nullptr ? nullptr : held->get();
}

bool Value::is_safe() const {
    const auto* held = as<Text>();
    return held != nullptr && held->is_safe;
}

const Value* member_of(const Mapping& mapping, std::string_view name) {
    const auto found = std::ranges::find(mapping, name, &Mapping::value_type::first);
    return found == mapping.end() ? nullptr : &found->second;
}

std::string repr_of(double number) {
    std::string text = fmt::format("{}", number);
    const bool is_whole = std::isfinite(number) && text.find_first_of(".e") == std::string::npos;
    return is_whole ? text + ".0" : text;
}

std::string text_of(const Value& value) {
    if (const auto* text = value.as<Text>()) return text->characters;
    if (const auto* truth = value.as<bool>()) return *truth ? "True" : "False";
    if (const auto* number = value.as<std::int64_t>()) return fmt::to_string(*number);
    if (const auto* number = value.as<double>()) return repr_of(*number);
    if (const auto* time = value.as<Time>()) return python_time(*time) + "+00:00";
    if (const List* list = value.as_list()) return repr_of(*list);
    if (const Mapping* mapping = value.as_mapping()) return repr_of(*mapping);
    if (const Object* object = value.as_object()) return object->shown;
    return "None";
}

std::string repr_of(const Value& value) {
    const auto* text = value.as<Text>();
    return text == nullptr ? text_of(value) : python_quoted(text->characters);
}

bool is_true(const Value& value) {
    if (const auto number = number_of(value)) return *number != 0;
    if (const auto* text = value.as<Text>()) return !text->characters.empty();
    if (const List* list = value.as_list()) return !list->empty();
    if (const Mapping* mapping = value.as_mapping()) return !mapping->empty();
    return !value.is_none();
}

bool is_equal(const Value& a, const Value& b) {
    if (const auto x = whole_number_of(a), y = whole_number_of(b); x && y) return *x == *y;
    if (const auto x = number_of(a), y = number_of(b); x && y) return *x == *y;
    if (const auto* x = a.as<Text>(), *y = b.as<Text>(); x && y) return x->characters == y->characters;
    if (const auto* x = a.as<Time>(), *y = b.as<Time>(); x && y) return *x == *y;
    if (const auto* x = a.as_list(), *y = b.as_list(); x && y) return std::ranges::equal(*x, *y, is_equal);
    if (const auto* x = a.as_mapping(), *y = b.as_mapping(); x && y) {
        return x->size() == y->size() && std::ranges::all_of(*x, [&](const auto& member) {
                   const Value* other = member_of(*y, member.first);
                   return other != nullptr && is_equal(member.second, *other);
               });
    }
    if (const auto* x = a.as_object(), *y = b.as_object(); x && y) return x == y;
    return a.is_none() && b.is_none();
}

}  // namespace megactl::templates
