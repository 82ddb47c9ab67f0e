#include "core/project/python_texts.hpp"

#include "core/base/text.hpp"
#include "core/project/python_expression.hpp"
#include "core/project/python_lexer.hpp"

namespace megactl::project {
namespace {

using Kind = PythonExpression::Kind;

// `b"…"` is none: Django compares texts.
bool is_text(const PythonExpression& expression, std::string_view source) {
    if (expression.kind != Kind::string) return false;
    const std::string_view literal = source.substr(expression.span.begin);
    return literal.substr(0, literal.find_first_of("\"'")).find_first_of("bB") == std::string_view::npos;
}

}  // namespace

std::optional<std::vector<std::string>> texts_in(std::string_view expression) {
    const std::string_view source = trim(expression);
    const PythonTokens lexed = lex_python(source);
    if (lexed.problem) return std::nullopt;
    PythonSyntax syntax;
    PythonExpressionReader reader(source, lexed.tokens, syntax);
    const PythonExpression* whole = reader.expressions();
    const PythonToken::Kind next = reader.token().kind;
    const bool is_all = next == PythonToken::Kind::newline || next == PythonToken::Kind::end;
    if (whole == nullptr || !is_all || (whole->kind != Kind::tuple && whole->kind != Kind::list)) return std::nullopt;
    std::vector<std::string> texts;
    for (const PythonExpression* item : whole->items) {
        if (item == nullptr || !is_text(*item, source)) return std::nullopt;
        texts.emplace_back(item->text);
    }
    return texts;
}

}  // namespace megactl::project
