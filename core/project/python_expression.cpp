#include "core/project/python_expression.hpp"

#include "core/project/python_descent.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace megactl::project {
namespace {

using Token = PythonToken::Kind;

}  // namespace

std::optional<std::string> scalar_literal(const PythonExpression& expression) {
    using Kind = PythonExpression::Kind;
    switch (expression.kind) {
        case Kind::string:
        case Kind::number: return std::string(expression.text);
        case Kind::constant:
            if (expression.text == "...") return std::nullopt;
            return std::string(expression.text);
        case Kind::unary:
            if (expression.items[0]->kind != Kind::number || expression.text == "~") return std::nullopt;
            return (expression.text == "-" ? "-" : "") + std::string(expression.items[0]->text);
        default: return std::nullopt;
    }
}

bool is_literal(const PythonExpression& expression) {
    using Kind = PythonExpression::Kind;
    const bool holds_items = expression.kind == Kind::tuple || expression.kind == Kind::list ||
                             expression.kind == Kind::set || expression.kind == Kind::dict;
    if (!holds_items) return scalar_literal(expression).has_value();
    return std::ranges::all_of(expression.items,
                               [](const PythonExpression* item) { return item != nullptr && is_literal(*item); });
}

const PythonToken& PythonExpressionReader::token(std::size_t ahead) const {
    return (*tokens_)[std::min(at_ + ahead, tokens_->size() - 1)];
}

std::string_view PythonExpressionReader::token_text(std::size_t ahead) const {
    const PythonToken& found = token(ahead);
    return text_.substr(found.begin, found.end - found.begin);
}

bool PythonExpressionReader::at_operation(std::string_view operation) const {
    return token().kind == Token::operation && token_text() == operation;
}

bool PythonExpressionReader::at_name(std::string_view name) const {
    return token().kind == Token::name && token_text() == name;
}

bool PythonExpressionReader::take_operation(std::string_view operation) {
    if (!at_operation(operation)) return false;
    ++at_;
    return true;
}

bool PythonExpressionReader::take_name(std::string_view name) {
    if (!at_name(name)) return false;
    ++at_;
    return true;
}

std::string_view PythonExpressionReader::keep(std::string text) {
    return syntax_->texts.emplace_back(std::move(text));
}

const PythonExpression* PythonExpressionReader::make(Kind kind, std::size_t first_token, std::string_view text,
                                                     Items items, std::vector<PythonKeyword> keywords) {
    std::size_t depth = 0;
    for (const PythonExpression* item : items)
        depth = std::max<std::size_t>(depth, item != nullptr ? item->depth : 0);
    for (const PythonKeyword& keyword : keywords) {
        depth = std::max<std::size_t>(depth, keyword.value != nullptr ? keyword.value->depth : 0);
    }
    if (depth >= 2 * most_depth) return nullptr;
    const std::size_t begin = (*tokens_)[first_token].begin;
    const std::size_t end = at_ > first_token ? (*tokens_)[at_ - 1].end : begin;
    return &syntax_->expressions.emplace_back(PythonExpression{
        kind, static_cast<std::uint16_t>(depth + 1), {begin, end}, text, std::move(items), std::move(keywords)});
}

bool PythonExpressionReader::ends_expressions() const {
    const PythonToken& next = token();
    if (next.kind == Token::newline || next.kind == Token::end) return true;
    constexpr std::array<std::string_view, 8> closing = {")", "]", "}", ":", "=", ";", "!", "in"};
    if (next.kind != Token::operation && next.kind != Token::name) return false;
    return std::ranges::find(closing, token_text()) != closing.end() ||
           (next.kind == Token::operation && token_text().size() > 1 && token_text().ends_with("="));
}

const PythonExpression* PythonExpressionReader::starred_or_expression() {
    const std::size_t first = at_;
    if (!take_operation("*")) return expression();
    const PythonExpression* inner = operand();
    return inner != nullptr ? make(Kind::starred, first, {}, {inner}) : nullptr;
}

const PythonExpression* PythonExpressionReader::expressions() {
    const std::size_t first = at_;
    if (at_name("yield")) return yielded();
    const PythonExpression* only = starred_or_expression();
    if (only == nullptr || !at_operation(",")) return only;
    Items items = {only};
    while (take_operation(",") && !ends_expressions()) {
        items.push_back(starred_or_expression());
        if (items.back() == nullptr) return nullptr;
    }
    return make(Kind::tuple, first, {}, std::move(items));
}

const PythonExpression* PythonExpressionReader::yielded() {
    const std::size_t first = at_++;
    take_name("from");
    if (ends_expressions()) return make(Kind::other, first, {}, {});
    const PythonExpression* inner = expressions();
    return inner != nullptr ? make(Kind::other, first, {}, {inner}) : nullptr;
}

const PythonExpression* PythonExpressionReader::targets() {
    const std::size_t first = at_;
    Items items;
    bool is_tuple = false;
    do {
        if (ends_expressions()) break;
        take_operation("*");
        items.push_back(operand());
        if (items.back() == nullptr) return nullptr;
        is_tuple = is_tuple || at_operation(",");
    } while (take_operation(","));
    if (items.empty()) return nullptr;
    return is_tuple ? make(Kind::tuple, first, {}, std::move(items)) : items[0];
}

const PythonExpression* PythonExpressionReader::expression() {
    const Descent descent(depth_);
    if (descent.is_too_deep()) return nullptr;
    const std::size_t first = at_;
    if (token().kind == Token::name && token(1).kind == Token::operation && token_text(1) == ":=") {
        const std::string_view name = token_text();
        at_ += 2;
        const PythonExpression* value = expression();
        return value != nullptr ? make(Kind::walrus, first, name, {value}) : nullptr;
    }
    return ternary();
}

const PythonExpression* PythonExpressionReader::ternary() {
    if (at_name("lambda")) return lambda();
    const std::size_t first = at_;
    const PythonExpression* value = ranked(0);
    if (value == nullptr || !take_name("if")) return value;
    const PythonExpression* condition = ranked(0);
    if (condition == nullptr || !take_name("else")) return nullptr;
    const PythonExpression* otherwise = expression();
    return otherwise != nullptr ? make(Kind::conditional, first, {}, {value, condition, otherwise}) : nullptr;
}

const PythonExpression* PythonExpressionReader::lambda() {
    const std::size_t first = at_++;
    std::optional<std::vector<PythonKeyword>> found = parameters(":");
    if (!found || !take_operation(":")) return nullptr;
    const PythonExpression* body = expression();
    return body != nullptr ? make(Kind::lambda, first, {}, {body}, std::move(*found)) : nullptr;
}

std::optional<std::vector<PythonKeyword>> PythonExpressionReader::parameters(std::string_view closing) {
    std::vector<PythonKeyword> found;
    while (!at_operation(closing)) {
        const bool is_open = take_operation("**") || take_operation("*");
        if (token().kind == Token::name) {
            PythonKeyword parameter{is_open ? std::string_view{} : token_text(), nullptr};
            ++at_;
            if (closing == ")" && take_operation(":") && starred_or_expression() == nullptr) return std::nullopt;
            if (take_operation("=")) {
                parameter.value = expression();
                if (parameter.value == nullptr) return std::nullopt;
            }
            if (!is_open) found.push_back(parameter);
        } else if (!is_open && !take_operation("/")) {
            return std::nullopt;
        }
        if (!take_operation(",") && !at_operation(closing)) return std::nullopt;
    }
    return found;
}

}  // namespace megactl::project
