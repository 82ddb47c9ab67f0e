#include "core/project/python_statement_reader.hpp"

#include <cstddef>
#include <optional>
#include <utility>

namespace megactl::project {
namespace {

using Kind = PythonStatement::Kind;
using Token = PythonToken::Kind;

}  // namespace

// False and a kind of `other` where there is no compound statement; false and another kind where one is broken.
bool PythonStatementReader::read_compound(PythonStatement& statement) {
    while (reader_.at_operation("@")) {
        // A decorator: its calls happen, but settings read nothing by them that matters here.
        reader_.advance();
        if (reader_.expression() == nullptr || reader_.token().kind != Token::newline) {
            statement.kind = Kind::expression;
            return false;
        }
        reader_.advance();
    }
    if (reader_.at_name("async") && reader_.token(1).kind == Token::name) reader_.advance();
    if (reader_.take_name("if")) return read_branch(statement);
    if (reader_.at_name("for") || reader_.at_name("while")) return read_loop(statement);
    if (reader_.take_name("try")) return read_attempt(statement);
    if (reader_.take_name("with")) return read_with(statement);
    if (reader_.take_name("def")) return read_function(statement);
    if (reader_.take_name("class")) return read_type(statement);
    if (at_match()) return read_match(statement);
    return false;
}

bool PythonStatementReader::read_branch(PythonStatement& statement) {
    statement.kind = Kind::branch;
    const PythonExpression* condition = reader_.expression();
    if (condition == nullptr || !add_block(statement, "if", condition)) return false;
    for (;;) {
        if (reader_.take_name("elif")) {
            condition = reader_.expression();
            if (condition == nullptr || !add_block(statement, "elif", condition)) return false;
        } else {
            return !reader_.take_name("else") || add_block(statement, "else");
        }
    }
}

bool PythonStatementReader::read_loop(PythonStatement& statement) {
    statement.kind = Kind::loop;
    if (reader_.take_name("for")) {
        statement.targets.push_back(reader_.targets());
        if (statement.targets[0] == nullptr || !reader_.take_name("in")) return false;
        statement.value = reader_.expressions();
    } else {
        reader_.advance();
        statement.value = reader_.expression();
    }
    if (statement.value == nullptr || !add_block(statement, "loop")) return false;
    return !reader_.take_name("else") || add_block(statement, "else");
}

bool PythonStatementReader::read_attempt(PythonStatement& statement) {
    statement.kind = Kind::attempt;
    if (!add_block(statement, "try")) return false;
    while (reader_.take_name("except")) {
        reader_.take_operation("*");
        PythonBlock block{"except", nullptr, {}, {}};
        if (!reader_.at_operation(":")) {
            block.header = reader_.expressions();
            if (block.header == nullptr) return false;
        }
        if (reader_.take_name("as")) block.name = take_any_name();
        statement.blocks.push_back(std::move(block));
        if (!read_body(statement.blocks.back())) return false;
    }
    if (reader_.take_name("else") && !add_block(statement, "else")) return false;
    return !reader_.take_name("finally") || add_block(statement, "finally");
}

bool PythonStatementReader::read_with(PythonStatement& statement) {
    statement.kind = Kind::with;
    const std::size_t begin = reader_.position();
    // `with (a as b, c as d):` has parentheses of its own; they are tried when the plain reading fails.
    for (const bool is_bracketed : {false, true}) {
        reader_.rewind(begin);
        statement.keywords.clear();
        if (is_bracketed && !reader_.take_operation("(")) return false;
        bool is_read = true;
        do {
            if (is_bracketed && reader_.at_operation(")")) break;
            PythonKeyword manager{{}, reader_.expression()};
            is_read = manager.value != nullptr;
            if (is_read && reader_.take_name("as")) {
                const PythonExpression* target = reader_.expression();
                is_read = target != nullptr;
                if (is_read && target->kind == PythonExpression::Kind::name) manager.name = target->text;
            }
            statement.keywords.push_back(manager);
        } while (is_read && reader_.take_operation(","));
        if (is_read && is_bracketed) is_read = reader_.take_operation(")");
        if (is_read && reader_.at_operation(":")) return add_block(statement, "with");
    }
    return false;
}

bool PythonStatementReader::read_function(PythonStatement& statement) {
    statement.kind = Kind::function;
    statement.name = take_any_name();
    if (reader_.at_operation("[")) skip_brackets();
    if (!reader_.take_operation("(")) return false;
    std::optional<std::vector<PythonKeyword>> parameters = reader_.parameters(")");
    if (!parameters || !reader_.take_operation(")")) return false;
    statement.keywords = std::move(*parameters);
    if (reader_.take_operation("->") && reader_.expression() == nullptr) return false;
    return add_block(statement, "def");
}

bool PythonStatementReader::read_type(PythonStatement& statement) {
    statement.kind = Kind::type;
    statement.name = take_any_name();
    if (reader_.at_operation("[")) skip_brackets();
    if (reader_.take_operation("(")) {
        while (!reader_.take_operation(")")) {
            if (reader_.token().kind == Token::name && reader_.token_text(1) == "=") {
                const std::string_view name = take_any_name();
                reader_.advance();
                statement.keywords.push_back({name, reader_.expression()});
                if (statement.keywords.back().value == nullptr) return false;
            } else {
                if (!reader_.take_operation("*")) reader_.take_operation("**");
                statement.targets.push_back(reader_.expression());
                if (statement.targets.back() == nullptr) return false;
            }
            if (!reader_.take_operation(",") && !reader_.at_operation(")")) return false;
        }
    }
    return add_block(statement, "class");
}

// `match` and `case` are names elsewhere: a match statement is one whose line ends in a colon above `case`.
bool PythonStatementReader::at_match() const {
    if (!reader_.at_name("match") || reader_.token(1).kind == Token::newline || reader_.token_text(1) == "=") {
        return false;
    }
    std::size_t at = reader_.position();
    while (at < tokens_.size() && tokens_[at].kind != Token::newline && tokens_[at].kind != Token::end)
        ++at;
    return at + 2 < tokens_.size() && tokens_[at + 1].kind == Token::indent && text_between(at - 1, at - 1) == ":" &&
           text_between(at + 2, at + 2) == "case";
}

bool PythonStatementReader::read_match(PythonStatement& statement) {
    statement.kind = Kind::match;
    reader_.advance();
    statement.value = reader_.expressions();
    if (statement.value == nullptr || !reader_.take_operation(":")) return false;
    reader_.advance();
    reader_.advance();
    while (reader_.take_name("case")) {
        // Patterns are not read: which case is taken is not known here.
        std::size_t depth = 0;
        while (reader_.token().kind != Token::newline && reader_.token().kind != Token::end) {
            if (depth == 0 && reader_.at_operation(":")) break;
            const std::string_view text = reader_.token_text();
            if (text == "(" || text == "[" || text == "{") ++depth;
            if (depth > 0 && (text == ")" || text == "]" || text == "}")) --depth;
            reader_.advance();
        }
        if (!add_block(statement, "case")) return false;
    }
    if (reader_.token().kind == Token::dedent) reader_.advance();
    return true;
}

void PythonStatementReader::skip_brackets() {
    std::size_t depth = 0;
    do {
        const std::string_view text = reader_.token_text();
        if (text == "[" || text == "(" || text == "{") ++depth;
        if (text == "]" || text == ")" || text == "}") --depth;
        reader_.advance();
    } while (depth > 0 && reader_.token().kind != Token::newline && reader_.token().kind != Token::end);
}

}  // namespace megactl::project
