#pragma once

#include "core/templates/filter.hpp"
#include "core/templates/value.hpp"

#include <optional>
#include <string>
#include <vector>

namespace megactl::templates {

class Rendering;

// A literal, or the name of something with what is looked up in it: `user.username`.
struct Operand {
    Location at;
    std::optional<Value> literal{};
    std::vector<std::string> lookups{};
};

struct FilterCall {
    Location at;
    const Filter* filter = nullptr;
    std::optional<Operand> argument{};
};

// What stands within `{{ … }}`: an operand and the filters that its value goes through.
struct Expression {
    Operand operand;
    std::vector<FilterCall> filters{};
};

// Throws as fail() does.
Expression parse_expression(const Location& at);

// What is missing is an empty text to its filters, or nothing (None) where a condition or a loop asks.
enum class Missing { text, none };
Value resolve(const Expression& expression, Rendering& rendering, Missing missing = Missing::text);

}  // namespace megactl::templates
