#include "core/project/python_expression.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace megactl::project {
namespace {

using Token = PythonToken::Kind;

// Words that can't be names, so that a broken line ends where it breaks.
constexpr std::array<std::string_view, 30> reserved = {
    "and",  "as",   "assert", "async",  "break",    "class", "continue", "def",    "del",  "elif",
    "else", "from", "except", "global", "finally",  "for",   "if",       "import", "in",   "is",
    "or",   "not",  "pass",   "raise",  "nonlocal", "try",   "return",   "while",  "with", "yield"};

}  // namespace

const PythonExpression* PythonExpressionReader::postfix() {
    const std::size_t first = at_;
    const PythonExpression* base = atom();
    while (base != nullptr && token().kind == Token::operation) {
        if (take_operation(".")) {
            if (token().kind != Token::name) return nullptr;
            const std::string_view name = token_text();
            ++at_;
            base = make(Kind::attribute, first, name, {base});
        } else if (take_operation("(")) {
            base = call(base, first);
        } else if (take_operation("[")) {
            base = subscript(base, first);
        } else {
            break;
        }
    }
    return base;
}

const PythonExpression* PythonExpressionReader::call(const PythonExpression* callee, std::size_t first) {
    Items items = {callee};
    std::vector<PythonKeyword> keywords;
    while (!take_operation(")")) {
        const std::size_t argument = at_;
        if (take_operation("**")) {
            keywords.push_back({{}, expression()});
            if (keywords.back().value == nullptr) return nullptr;
        } else if (take_operation("*")) {
            // Of an argument the star takes the whole expression: `f(*a or b)`.
            const PythonExpression* inner = expression();
            items.push_back(inner != nullptr ? make(Kind::starred, argument, {}, {inner}) : nullptr);
            if (items.back() == nullptr) return nullptr;
        } else if (token().kind == Token::name && token(1).kind == Token::operation && token_text(1) == "=") {
            const std::string_view name = token_text();
            at_ += 2;
            keywords.push_back({name, expression()});
            if (keywords.back().value == nullptr) return nullptr;
        } else {
            const PythonExpression* value = expression();
            if (value != nullptr && (at_name("for") || at_name("async"))) value = comprehension(argument, {value});
            if (value == nullptr) return nullptr;
            items.push_back(value);
        }
        if (!take_operation(",") && !at_operation(")")) return nullptr;
    }
    return make(Kind::call, first, {}, std::move(items), std::move(keywords));
}

const PythonExpression* PythonExpressionReader::subscript(const PythonExpression* base, std::size_t first) {
    const std::size_t begin = at_;
    Items items;
    bool is_tuple = false;
    do {
        if (at_operation("]")) break;
        items.push_back(slice());
        if (items.back() == nullptr) return nullptr;
        is_tuple = is_tuple || at_operation(",");
    } while (take_operation(","));
    if (items.empty()) return nullptr;
    const PythonExpression* index = is_tuple ? make(Kind::tuple, begin, {}, std::move(items)) : items[0];
    if (index == nullptr || !take_operation("]")) return nullptr;
    return make(Kind::subscript, first, {}, {base, index});
}

const PythonExpression* PythonExpressionReader::slice() {
    const std::size_t first = at_;
    Items parts;
    bool is_slice = false;
    while (!at_operation("]") && !at_operation(",")) {
        if (take_operation(":")) {
            is_slice = true;
            continue;
        }
        if (!parts.empty() && !is_slice) return nullptr;
        parts.push_back(starred_or_expression());
        if (parts.back() == nullptr) return nullptr;
    }
    if (is_slice) return make(Kind::slice, first, {}, std::move(parts));
    return parts.size() == 1 ? parts[0] : nullptr;
}

const PythonExpression* PythonExpressionReader::atom() {
    const std::size_t first = at_;
    const std::string_view text = token_text();
    switch (token().kind) {
        case Token::name:
            if (std::ranges::find(reserved, text) != reserved.end()) return nullptr;
            ++at_;
            return make(text == "True" || text == "False" || text == "None" ? Kind::constant : Kind::name, first, text,
                        {});
        case Token::number: ++at_; return make(Kind::number, first, text, {});
        case Token::string:
        case Token::format_begin: return string();
        case Token::operation:
            if (take_operation("(")) return parenthesised();
            if (take_operation("[")) return listed();
            if (take_operation("{")) return braced();
            if (take_operation("...")) return make(Kind::constant, first, text, {});
            return nullptr;
        default: return nullptr;
    }
}

const PythonExpression* PythonExpressionReader::parenthesised() {
    const std::size_t first = at_ - 1;
    if (take_operation(")")) return make(Kind::tuple, first, {}, {});
    const PythonExpression* inner = expressions();
    if (inner != nullptr && (at_name("for") || at_name("async"))) inner = comprehension(first + 1, {inner});
    if (inner == nullptr || !take_operation(")")) return nullptr;
    // Only of these the parentheses are a part.
    if (inner->kind != Kind::tuple && inner->kind != Kind::comprehension) return inner;
    return make(inner->kind, first, {}, inner->items);
}

const PythonExpression* PythonExpressionReader::listed() {
    const std::size_t first = at_ - 1;
    Items items;
    while (!take_operation("]")) {
        items.push_back(starred_or_expression());
        if (items.back() == nullptr) return nullptr;
        if (items.size() == 1 && (at_name("for") || at_name("async"))) {
            const PythonExpression* built = comprehension(first, std::move(items));
            return built != nullptr && take_operation("]") ? built : nullptr;
        }
        if (!take_operation(",") && !at_operation("]")) return nullptr;
    }
    return make(Kind::list, first, {}, std::move(items));
}

const PythonExpression* PythonExpressionReader::braced() {
    const std::size_t first = at_ - 1;
    Items items;
    bool is_dict = at_operation("}");
    while (!take_operation("}")) {
        if (take_operation("**")) {
            is_dict = true;
            items.push_back(nullptr);
        } else {
            items.push_back(starred_or_expression());
            if (items.back() == nullptr) return nullptr;
            if (take_operation(":"))
                is_dict = true;
            else if (is_dict)
                return nullptr;
        }
        if (is_dict) {
            items.push_back(expression());
            if (items.back() == nullptr) return nullptr;
        }
        if (items.size() <= 2 && (at_name("for") || at_name("async"))) {
            const PythonExpression* built = items[0] != nullptr ? comprehension(first, std::move(items)) : nullptr;
            return built != nullptr && take_operation("}") ? built : nullptr;
        }
        if (!take_operation(",") && !at_operation("}")) return nullptr;
    }
    return make(is_dict ? Kind::dict : Kind::set, first, {}, std::move(items));
}

const PythonExpression* PythonExpressionReader::comprehension(std::size_t first, Items items) {
    for (;;) {
        const std::size_t begin = at_;
        take_name("async");
        if (!take_name("for")) break;
        Items parts = {targets()};
        if (parts[0] == nullptr || !take_name("in")) return nullptr;
        parts.push_back(ranked(0));
        while (parts.back() != nullptr && take_name("if"))
            parts.push_back(ranked(0));
        if (parts.back() == nullptr) return nullptr;
        items.push_back(make(Kind::loop, begin, {}, std::move(parts)));
        if (items.back() == nullptr) return nullptr;
    }
    return make(Kind::comprehension, first, {}, std::move(items));
}

}  // namespace megactl::project
