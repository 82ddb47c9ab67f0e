#pragma once

#include "core/templates/expression.hpp"

#include <memory>
#include <span>
#include <string_view>

namespace megactl::templates {

// What stands behind `if`: expressions, joined by Python's operators, which bind as they do there.
struct Condition {
    enum class Kind {
        expression,
        either,  // or
        both,    // and
        negated,
        contains,  // in
        lacks,     // not in
        same,      // is
        differs,   // is not
        equal,
        unequal,
        greater,
        greater_or_equal,
        less,
        less_or_equal,
    };

    Kind kind = Kind::expression;
    Location at{};
    Expression expression{};
    std::unique_ptr<Condition> left{};  // of `not` alone as well
    std::unique_ptr<Condition> right{};
};

// `opening` is told where nothing stands behind `if`.
Condition parse_condition(std::span<const Location> words, const Location& opening);

// What can't be compared is not so: a condition never fails for that.
bool holds(const Condition& condition, Rendering& rendering);

}  // namespace megactl::templates
