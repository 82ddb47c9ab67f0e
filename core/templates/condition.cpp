#include "core/templates/condition.hpp"

#include "core/templates/failure.hpp"
#include "core/templates/order.hpp"
#include "core/templates/rendering.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace megactl::templates {
namespace {

using Kind = Condition::Kind;

struct Operator {
    std::string_view word;
    Kind kind;
    int binds;  // the more, the tighter
};

constexpr std::array operators{
    Operator{"or", Kind::either, 6},   Operator{"and", Kind::both, 7},
    Operator{"in", Kind::contains, 9}, Operator{"not in", Kind::lacks, 9},
    Operator{"is", Kind::same, 10},    Operator{"is not", Kind::differs, 10},
    Operator{"==", Kind::equal, 10},   Operator{"!=", Kind::unequal, 10},
    Operator{">", Kind::greater, 10},  Operator{">=", Kind::greater_or_equal, 10},
    Operator{"<", Kind::less, 10},     Operator{"<=", Kind::less_or_equal, 10},
};
constexpr int not_binds = 8;

// Operator precedence, one word ahead.
class Reader {
public:
    Reader(std::span<const Location> words, const Location& opening) : words_(words), opening_(opening) {}

    Condition run() {
        Condition condition = expression(0);
        if (next_ == words_.size()) return condition;
        fail(words_[next_], fmt::format("has `{}` in a condition where nothing can follow", words_[next_].text()));
    }

private:
    std::optional<Operator> ahead(std::size_t& length) const {
        if (next_ == words_.size()) return std::nullopt;
        std::string text(words_[next_].text());
        length = 1;
        const std::string_view second = next_ + 1 < words_.size() ? words_[next_ + 1].text() : std::string_view();
        if ((text == "not" && second == "in") || (text == "is" && second == "not")) {
            text += " " + std::string(second);
            length = 2;
        }
        const auto* const found = std::ranges::find(operators, text, &Operator::word);
        if (found == operators.end()) return std::nullopt;
        return *found;
    }

    Condition operand() {
        if (next_ == words_.size()) fail(opening_, "has a condition that ends too early");
        const Location& word = words_[next_];
        std::size_t length = 0;
        if (ahead(length)) fail(word, fmt::format("has `{}` in a condition, and nothing before it", word.text()));
        ++next_;
        if (word.text() != "not") return {.at = word, .expression = parse_expression(word)};
        return {.kind = Kind::negated, .at = word, .left = std::make_unique<Condition>(expression(not_binds))};
    }

    Condition expression(int binds) {
        Condition left = operand();
        std::size_t length = 0;
        for (auto found = ahead(length); found && found->binds > binds; found = ahead(length)) {
            const Location& at = words_[next_];
            next_ += length;
            auto right = std::make_unique<Condition>(expression(found->binds));
            left = Condition{.kind = found->kind,
                             .at = at,
                             .left = std::make_unique<Condition>(std::move(left)),
                             .right = std::move(right)};
        }
        return left;
    }

    std::span<const Location> words_;
    const Location& opening_;
    std::size_t next_ = 0;
};

Value value_of(const Condition& condition, Rendering& rendering);

bool is_same(const Value& a, const Value& b, const Location& at) {
    const auto is_one = [](const Value& value) { return value.is_none() || value.as<bool>() != nullptr; };
    if (is_one(a) && is_one(b)) return a.is_none() == b.is_none() && is_equal(a, b);
    if (is_one(a) || is_one(b)) return false;
    fail(at, "asks with `is` for more than None, True or False, which can't be told here", "ask with `==`");
}

bool compared(const Condition& condition, const Value& a, const Value& b) {
    switch (condition.kind) {
        case Kind::contains: return contains(b, a).value_or(false);
        case Kind::lacks: return !contains(b, a).value_or(true);
        case Kind::same: return is_same(a, b, condition.at);
        case Kind::differs: return !is_same(a, b, condition.at);
        case Kind::equal: return is_equal(a, b);
        case Kind::unequal: return !is_equal(a, b);
        case Kind::greater: return order_of(a, b) == std::partial_ordering::greater;
        case Kind::less: return order_of(a, b) == std::partial_ordering::less;
        case Kind::greater_or_equal: {
            const auto order = order_of(a, b);
            return order == std::partial_ordering::greater || order == std::partial_ordering::equivalent;
        }
        case Kind::less_or_equal: {
            const auto order = order_of(a, b);
            return order == std::partial_ordering::less || order == std::partial_ordering::equivalent;
        }
        default: return false;
    }
}

Value value_of(const Condition& condition, Rendering& rendering) {
    if (condition.kind == Kind::expression) return resolve(condition.expression, rendering, Missing::none);
    Value left = value_of(*condition.left, rendering);
    if (condition.kind == Kind::negated) return !is_true(left);
    if (condition.kind == Kind::either) return is_true(left) ? left : value_of(*condition.right, rendering);
    if (condition.kind == Kind::both) return is_true(left) ? value_of(*condition.right, rendering) : left;
    return compared(condition, left, value_of(*condition.right, rendering));
}

}  // namespace

Condition parse_condition(std::span<const Location> words, const Location& opening) {
    constexpr std::size_t most = 200;
    if (words.size() > most) fail(opening, fmt::format("has a condition of more than {} words", most));
    return Reader(words, opening).run();
}

bool holds(const Condition& condition, Rendering& rendering) {
    return is_true(value_of(condition, rendering));
}

}  // namespace megactl::templates
