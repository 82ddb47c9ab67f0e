#include "core/project/python_descent.hpp"
#include "core/project/python_expression.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace megactl::project {
namespace {

using Token = PythonToken::Kind;

// Ranks of binary operators from the loosest; `or`, `and`, `not` and comparisons stand below them.
constexpr std::size_t comparison_rank = 2;
constexpr std::array<std::string_view, 1> bit_or = {"|"};
constexpr std::array<std::string_view, 1> bit_xor = {"^"};
constexpr std::array<std::string_view, 1> bit_and = {"&"};
constexpr std::array<std::string_view, 2> shift = {"<<", ">>"};
constexpr std::array<std::string_view, 2> sum = {"+", "-"};
constexpr std::array<std::string_view, 5> product = {"*", "/", "//", "%", "@"};
constexpr std::array<std::span<const std::string_view>, 6> binary_operators = {bit_or, bit_xor, bit_and,
                                                                               shift,  sum,     product};
constexpr std::size_t first_binary_rank = comparison_rank + 1;

}  // namespace

bool PythonExpressionReader::at_operator(std::size_t rank) const {
    if (rank < comparison_rank) return at_name(rank == 0 ? "or" : "and");
    const std::span<const std::string_view> operators = binary_operators[rank - first_binary_rank];
    return token().kind == Token::operation && std::ranges::find(operators, token_text()) != operators.end();
}

// `or`, `and`, comparisons with `not`, and the binary operators, each rank's operands in one flat node.
const PythonExpression* PythonExpressionReader::ranked(std::size_t rank) {
    if (rank == comparison_rank) return negation();
    if (rank == first_binary_rank + binary_operators.size()) return unary();
    const std::size_t first = at_;
    const PythonExpression* only = ranked(rank + 1);
    if (only == nullptr || !at_operator(rank)) return only;
    Items items = {only};
    std::string_view operation = token_text();
    while (at_operator(rank)) {
        if (token_text() != operation) operation = {};
        ++at_;
        items.push_back(ranked(rank + 1));
        if (items.back() == nullptr) return nullptr;
    }
    const Kind kind = rank == 0 ? Kind::disjunction : rank == 1 ? Kind::conjunction : Kind::binary;
    return make(kind, first, operation, std::move(items));
}

const PythonExpression* PythonExpressionReader::operand() {
    return ranked(first_binary_rank);
}

const PythonExpression* PythonExpressionReader::negation() {
    const std::size_t first = at_;
    if (!take_name("not")) return comparison();
    const Descent descent(depth_);
    const PythonExpression* inner = descent.is_too_deep() ? nullptr : negation();
    return inner != nullptr ? make(Kind::negation, first, {}, {inner}) : nullptr;
}

// Takes the operator; empty where there is none.
std::string_view PythonExpressionReader::comparison_operator() {
    if (token().kind == Token::operation) {
        constexpr std::array<std::string_view, 6> operators = {"==", "!=", "<", ">", "<=", ">="};
        const auto* const found = std::ranges::find(operators, token_text());
        if (found == operators.end()) return {};
        ++at_;
        return *found;
    }
    if (take_name("in")) return "in";
    if (take_name("is")) return take_name("not") ? "is not" : "is";
    if (at_name("not") && token(1).kind == Token::name && token_text(1) == "in") {
        at_ += 2;
        return "not in";
    }
    return {};
}

const PythonExpression* PythonExpressionReader::comparison() {
    const std::size_t first = at_;
    const PythonExpression* left = operand();
    std::string_view operation = left != nullptr ? comparison_operator() : std::string_view{};
    if (operation.empty()) return left;
    Items items = {left};
    for (std::string_view next = operation; !next.empty(); next = comparison_operator()) {
        if (items.size() > 1) operation = {};
        items.push_back(operand());
        if (items.back() == nullptr) return nullptr;
    }
    return make(Kind::comparison, first, operation, std::move(items));
}

const PythonExpression* PythonExpressionReader::unary() {
    const std::size_t first = at_;
    if (!at_operation("-") && !at_operation("+") && !at_operation("~")) return power();
    const std::string_view sign = token_text();
    ++at_;
    const Descent descent(depth_);
    const PythonExpression* inner = descent.is_too_deep() ? nullptr : unary();
    return inner != nullptr ? make(Kind::unary, first, sign, {inner}) : nullptr;
}

const PythonExpression* PythonExpressionReader::power() {
    const std::size_t first = at_;
    const bool is_awaited = take_name("await");
    const PythonExpression* base = postfix();
    if (base != nullptr && is_awaited) base = make(Kind::other, first, {}, {base});
    if (base == nullptr || !take_operation("**")) return base;
    const Descent descent(depth_);
    const PythonExpression* exponent = descent.is_too_deep() ? nullptr : unary();
    return exponent != nullptr ? make(Kind::binary, first, "**", {base, exponent}) : nullptr;
}

}  // namespace megactl::project
