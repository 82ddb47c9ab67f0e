// What expressions are worth.

#include "core/base/text.hpp"
#include "core/templates/expression.hpp"
#include "core/templates/failure.hpp"
#include "core/templates/number.hpp"
#include "core/templates/rendering.hpp"
#include "core/templates/sequence.hpp"

#include <fmt/format.h>

#include <optional>
#include <string_view>
#include <utility>

namespace megactl::templates {
namespace {

constexpr std::size_t bytes_of_a_step = 64;

std::size_t weight_of(const Value& value) {
    if (const auto* text = value.as<Text>()) return 1 + text->characters.size() / bytes_of_a_step;
    return 1 + count_of_items(value).value_or(0);
}

std::optional<Value> member_of_mapping(const Mapping& mapping, const std::string& name) {
    if (const Value* member = member_of(mapping, name)) return *member;
    if (!is_one_of(name, {"items", "keys", "values"})) return std::nullopt;
    List all;
    for (const auto& [key, value] : mapping) {
        all.push_back(name == "items"  ? Value::list({Value::text(key), value})
                      : name == "keys" ? Value::text(key)
                                       : value);
    }
    return Value::list(std::move(all));
}

std::optional<Value> item_at(const Value& value, std::int64_t index) {
    const auto items = items_of(value);
    if (!items) return std::nullopt;
    if (std::cmp_greater_equal(index, items->size())) return std::nullopt;
    return (*items)[static_cast<std::size_t>(index)];
}

// Nothing where Python finds nothing. What Python's own types offer beside that isn't known here.
std::optional<Value> looked_up(const Value& value, const std::string& name, const Location& at) {
    if (value.is_none()) return std::nullopt;
    if (const Mapping* mapping = value.as_mapping()) return member_of_mapping(*mapping, name);
    if (const Object* object = value.as_object()) {
        if (const Value* member = member_of(object->members, name)) return *member;
        std::vector<std::string> known;
        known.reserve(object->members.size());
        for (const auto& [member, held] : object->members)
            known.push_back(member);
        fail(at, fmt::format("asks for `{}` of the {}, which is not known here", escape_controls(name), object->kind),
             fmt::format("known of it are {}; or leave the task to a worker of Celery's", join_words(known)));
    }
    const auto index = whole_number_in(name);
    if (index && (value.as<Text>() != nullptr || value.as_list() != nullptr)) return item_at(value, *index);
    fail(at, fmt::format("asks for `{}`, and `{}` of that is not known here", at.text(), escape_controls(name)),
         "use a filter instead, or leave the task to a worker of Celery's");
}

std::optional<Value> value_of(const Operand& operand, Rendering& rendering) {
    if (operand.literal) return operand.literal;
    const std::vector<std::string>& lookups = operand.lookups;
    if (rendering.is_in_block() && lookups.front() == "block") {
        if (lookups.size() == 2 && lookups[1] == "super") return Value::text(rendering.super_text(operand.at), true);
        fail(operand.at, fmt::format("asks for `{}`; of a block only `block.super` is known", operand.at.text()));
    }
    const Value* first = rendering.find(lookups.front());
    if (first == nullptr) return std::nullopt;
    std::optional<Value> value = *first;
    for (std::size_t i = 1; i < lookups.size() && value; ++i) {
        rendering.spend(1 + count_of_items(*value).value_or(0), operand.at);
        value = looked_up(*value, lookups[i], operand.at);
    }
    return value;
}

Value filtered(const FilterCall& call, const Value& value, Rendering& rendering) {
    std::optional<Value> argument;
    if (call.argument) {
        argument = value_of(*call.argument, rendering);
        if (!argument)
            fail(call.argument->at, fmt::format("gives a filter `{}`, which is nothing", call.argument->at.text()));
    }
    const Filter& filter = *call.filter;
    const bool becomes_text = filter.wants_text && value.as<Text>() == nullptr;
    const Value input = becomes_text ? Value::text(text_of(value)) : value;
    rendering.spend(filter.wants_text ? weight_of(input) : 1 + count_of_items(input).value_or(0), call.at);
    Value output = filter.run({.value = input,
                               .argument = argument ? &*argument : nullptr,
                               .escapes = rendering.escapes,
                               .surroundings = rendering.surroundings(),
                               .at = call.at});
    const auto* text = output.as<Text>();
    if (text != nullptr) rendering.expect_room(text->characters);
    if (text == nullptr || text->is_safe || !filter.keeps_safe || !input.is_safe()) return output;
    return Value::text(text->characters, true);
}

}  // namespace

Value resolve(const Expression& expression, Rendering& rendering, Missing missing) {
    std::optional<Value> value = value_of(expression.operand, rendering);
    if (!value) value = missing == Missing::none ? Value() : Value::text("");
    rendering.spend(weight_of(*value), expression.operand.at);
    for (const FilterCall& call : expression.filters)
        value = filtered(call, *value, rendering);
    return *std::move(value);
}

}  // namespace megactl::templates
