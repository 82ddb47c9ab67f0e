#pragma once

#include "core/base/source.hpp"
#include "core/project/python_lexer.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

struct PythonExpression;

// `name=value` of a call, `name` or `name=default` of a lambda. `**value` has no name.
struct PythonKeyword {
    std::string_view name;
    const PythonExpression* value = nullptr;  // null for a parameter without default
};

// An expression of Python, as far as a reader of settings cares: precise about calls, names, texts and conditions,
// coarse about arithmetic.
struct PythonExpression {
    enum class Kind : std::uint8_t {
        name,
        number,
        string,     // adjacent literals are one; bytes too
        formatted,  // f-string: texts (`string`) and fields
        constant,   // True, False, None, ...
        attribute,  // items[0] . text
        subscript,  // items[0] [items[1]]
        call,       // items[0] (items[1…], keywords)
        tuple,
        list,
        set,
        dict,           // items: key, value, key, value…; a null key for `**value`
        comprehension,  // items: element (or key, value), then `loop`s
        loop,           // items: target, iterable, conditions…
        negation,       // not items[0]
        conjunction,    // items joined by `and`
        disjunction,    // items joined by `or`
        comparison,     // two or more items
        conditional,    // items[0] if items[1] else items[2]
        binary,         // items joined by operators of one rank
        unary,          // text items[0]
        lambda,         // keywords are the parameters, items[0] the body
        walrus,         // text := items[0]
        starred,        // *items[0] and **items[0]
        slice,          // what is there of a:b:c
        other,          // await, yield: items
    };

    Kind kind = Kind::other;
    std::uint16_t depth = 1;
    Span span;
    // A name; a literal's text, decoded; an operator, empty where several differ.
    std::string_view text;
    std::vector<const PythonExpression*> items;
    std::vector<PythonKeyword> keywords;

    bool is_name(std::string_view name) const { return kind == Kind::name && text == name; }
    bool is_constant(std::string_view name) const { return kind == Kind::constant && text == name; }
};

// The text of a string, a number (with its sign) or True/False/None; nothing for everything else.
std::optional<std::string> scalar_literal(const PythonExpression& expression);
// A scalar literal, or a tuple, list, set or dict of nothing but literals.
bool is_literal(const PythonExpression& expression);

// Owns expressions and the texts they refer to; they are valid as long as it and the source's text are.
struct PythonSyntax {
    std::deque<PythonExpression> expressions;
    std::deque<std::string> texts;
};

// Reads expressions from tokens. What is no expression, or is nested more than `most_depth` deep, is null; where the
// reader stands then is not told.
class PythonExpressionReader {
public:
    static constexpr std::size_t most_depth = 100;

    PythonExpressionReader(std::string_view text, const std::vector<PythonToken>& tokens, PythonSyntax& syntax)
        : text_(text), tokens_(&tokens), syntax_(&syntax) {}

    // One expression, `x := y` included.
    const PythonExpression* expression();
    // Expressions with commas between, then a tuple; stars allowed. What stands right of `=`, after `return`, in
    // `x[…]`.
    const PythonExpression* expressions();
    // `a`, `a.b`, `a[b]`, `a, (b, *c)`: targets of `for`, where `in` is no operator.
    const PythonExpression* targets();
    // Parameters up to the closing token, which is left: ")" of a def, ":" of a lambda.
    std::optional<std::vector<PythonKeyword>> parameters(std::string_view closing);

    const PythonToken& token(std::size_t ahead = 0) const;
    std::string_view token_text(std::size_t ahead = 0) const;
    std::string_view text_at(Span span) const { return text_.substr(span.begin, span.end - span.begin); }
    bool at_operation(std::string_view operation) const;
    bool at_name(std::string_view name) const;
    bool take_operation(std::string_view operation);
    bool take_name(std::string_view name);
    void advance() { ++at_; }
    std::size_t position() const { return at_; }
    void rewind(std::size_t position) { at_ = position; }

private:
    using Items = std::vector<const PythonExpression*>;
    using Kind = PythonExpression::Kind;

    const PythonExpression* make(Kind kind, std::size_t first_token, std::string_view text, Items items,
                                 std::vector<PythonKeyword> keywords = {});
    std::string_view keep(std::string text);
    bool ends_expressions() const;
    const PythonExpression* starred_or_expression();
    const PythonExpression* yielded();
    const PythonExpression* ternary();
    const PythonExpression* lambda();

    // python_operators.cpp
    const PythonExpression* ranked(std::size_t rank);
    const PythonExpression* operand();  // of a comparison: arithmetic, where `in` is no operator
    const PythonExpression* negation();
    const PythonExpression* comparison();
    const PythonExpression* unary();
    const PythonExpression* power();
    bool at_operator(std::size_t rank) const;
    std::string_view comparison_operator();

    // python_atom.cpp
    const PythonExpression* postfix();
    const PythonExpression* call(const PythonExpression* callee, std::size_t first);
    const PythonExpression* subscript(const PythonExpression* base, std::size_t first);
    const PythonExpression* slice();
    const PythonExpression* atom();
    const PythonExpression* parenthesised();
    const PythonExpression* listed();
    const PythonExpression* braced();
    // After an element: the `for`s of a comprehension; null where one is broken.
    const PythonExpression* comprehension(std::size_t first, Items items);

    // python_fstring.cpp: texts, formatted or not
    const PythonExpression* string();
    bool format_pieces(Items& items, PythonToken::Kind closing);
    bool format_field(Items& items);

    std::string_view text_;
    const std::vector<PythonToken>* tokens_;
    PythonSyntax* syntax_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
};

}  // namespace megactl::project
