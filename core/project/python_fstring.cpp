#include "core/project/python_descent.hpp"
#include "core/project/python_expression.hpp"
#include "core/project/python_string.hpp"

#include <utility>

namespace megactl::project {
namespace {

using Token = PythonToken::Kind;

}  // namespace

// Adjacent literals, f-strings among them.
const PythonExpression* PythonExpressionReader::string() {
    const std::size_t first = at_;
    std::string joined;
    Items pieces;
    bool is_formatted = false;
    for (;;) {
        if (token().kind == Token::string) {
            const std::size_t piece = at_;
            std::string value = string_value(token_text());
            ++at_;
            const bool is_alone = token().kind != Token::string && token().kind != Token::format_begin;
            if (!is_alone || is_formatted) pieces.push_back(make(Kind::string, piece, keep(value), {}));
            joined += value;
        } else if (token().kind == Token::format_begin) {
            const Descent descent(depth_);
            is_formatted = true;
            if (descent.is_too_deep() || !format_pieces(pieces, Token::format_end)) return nullptr;
        } else {
            break;
        }
    }
    if (is_formatted) return make(Kind::formatted, first, {}, std::move(pieces));
    return make(Kind::string, first, keep(std::move(joined)), {});
}

// From `format_begin` to behind `format_end`, or from the `:` of a field to before its `}`.
bool PythonExpressionReader::format_pieces(Items& items, PythonToken::Kind closing) {
    const std::string_view opening = token_text();
    const bool is_raw = opening.find_first_of("rR") != std::string_view::npos;
    ++at_;
    for (;;) {
        if (token().kind == Token::format_text) {
            const std::size_t piece = at_;
            std::string value = format_text_value(token_text(), is_raw);
            ++at_;
            items.push_back(make(Kind::string, piece, keep(std::move(value)), {}));
        } else if (take_operation("{")) {
            if (!format_field(items)) return false;
        } else if (token().kind == closing) {
            if (closing == Token::format_end) ++at_;
            return true;
        } else {
            return false;
        }
    }
}

bool PythonExpressionReader::format_field(Items& items) {
    const Descent descent(depth_);
    const std::size_t first = at_;
    const PythonExpression* field = descent.is_too_deep() ? nullptr : expressions();
    if (field == nullptr) return false;
    take_operation("=");
    Items parts = {field};
    const bool is_converted = take_operation("!");
    if (is_converted) ++at_;
    const bool is_specified = at_operation(":");
    if (is_specified && !format_pieces(parts, Token::operation)) return false;
    items.push_back(is_converted || is_specified ? make(Kind::other, first, {}, std::move(parts)) : field);
    return items.back() != nullptr && take_operation("}");
}

}  // namespace megactl::project
