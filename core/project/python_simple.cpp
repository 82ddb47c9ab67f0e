#include "core/project/python_statement_reader.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace megactl::project {
namespace {

using Kind = PythonStatement::Kind;
using Token = PythonToken::Kind;

constexpr std::array<std::string_view, 13> augmenting = {
    "+=", "-=", "*=", "/=", "//=", "%=", "@=", "&=", "|=", "^=", ">>=", "<<=", "**="};

}  // namespace

bool PythonStatementReader::read_simple(PythonStatement& statement) {
    if (reader_.token().kind == Token::name) {
        if (reader_.take_name("import")) return read_import(statement);
        if (reader_.take_name("from")) return read_from_import(statement);
        const bool is_return = reader_.take_name("return");
        if (is_return || reader_.take_name("raise") || reader_.take_name("assert")) {
            const std::string_view keyword = text_between(reader_.position() - 1, reader_.position() - 1);
            statement.leaves = is_return;
            statement.kind = is_return ? Kind::give_back : keyword == "raise" ? Kind::raise : Kind::assertion;
            if (at_line_end()) return statement.kind != Kind::assertion;
            if (statement.kind == Kind::assertion) {
                statement.value = reader_.expression();
                return statement.value != nullptr && (!reader_.take_operation(",") || reader_.expression() != nullptr);
            }
            statement.value = reader_.expressions();
            if (reader_.take_name("from") && reader_.expression() == nullptr) return false;
            return statement.value != nullptr;
        }
        if (reader_.take_name("del")) {
            statement.kind = Kind::removal;
            statement.targets.push_back(reader_.expressions());
            return statement.targets[0] != nullptr;
        }
        constexpr std::array<std::string_view, 3> bare = {"pass", "break", "continue"};
        if (std::ranges::find(bare, reader_.token_text()) != bare.end()) {
            statement.leaves = reader_.token_text() != "pass";
            reader_.advance();
            return true;
        }
        if (reader_.take_name("global") || reader_.take_name("nonlocal") ||
            (reader_.at_name("type") && reader_.token(1).kind == Token::name)) {
            while (!at_line_end())
                reader_.advance();
            return true;
        }
    }
    return read_expression_statement(statement);
}

bool PythonStatementReader::read_expression_statement(PythonStatement& statement) {
    const PythonExpression* first = reader_.expressions();
    if (first == nullptr) return false;
    statement.kind = Kind::expression;
    statement.value = first;
    if (reader_.take_operation(":")) {
        statement.kind = Kind::assignment;
        statement.targets = {first};
        statement.annotation = reader_.expression();
        statement.value = reader_.take_operation("=") ? reader_.expressions() : nullptr;
        return statement.annotation != nullptr;
    }
    if (reader_.token().kind == Token::operation &&
        std::ranges::find(augmenting, reader_.token_text()) != augmenting.end()) {
        reader_.advance();
        statement.kind = Kind::augmented;
        statement.targets = {first};
        statement.value = reader_.expressions();
        return statement.value != nullptr;
    }
    while (statement.value != nullptr && reader_.take_operation("=")) {
        statement.kind = Kind::assignment;
        statement.targets.push_back(statement.value);
        statement.value = reader_.expressions();
    }
    return statement.value != nullptr;
}

bool PythonStatementReader::read_import(PythonStatement& statement) {
    statement.kind = Kind::import;
    do {
        PythonImport import{take_dotted_name(), {}};
        if (import.name.empty()) return false;
        if (reader_.take_name("as")) import.alias = take_any_name();
        statement.imports.push_back(import);
    } while (reader_.take_operation(","));
    return true;
}

bool PythonStatementReader::read_from_import(PythonStatement& statement) {
    statement.kind = Kind::from_import;
    std::size_t level = 0;
    while (reader_.at_operation(".") || reader_.at_operation("...")) {
        level += reader_.token_text().size();
        reader_.advance();
    }
    statement.level = static_cast<std::uint8_t>(std::min<std::size_t>(level, 255));
    if (!reader_.at_name("import")) statement.name = take_dotted_name();
    if (!reader_.take_name("import")) return false;
    if (reader_.take_operation("*")) {
        statement.imports.push_back({"*", {}});
        return true;
    }
    return read_imported_names(statement);
}

bool PythonStatementReader::read_imported_names(PythonStatement& statement) {
    const bool is_bracketed = reader_.take_operation("(");
    do {
        if (is_bracketed && reader_.at_operation(")")) break;
        PythonImport import{take_any_name(), {}};
        if (import.name.empty()) return false;
        if (reader_.take_name("as")) import.alias = take_any_name();
        statement.imports.push_back(import);
    } while (reader_.take_operation(","));
    return !is_bracketed || reader_.take_operation(")");
}

// `a.b.c`, as written: blanks between are nobody's habit.
std::string_view PythonStatementReader::take_dotted_name() {
    const std::size_t first = reader_.position();
    if (take_any_name().empty()) return {};
    while (reader_.at_operation(".") && reader_.token(1).kind == Token::name) {
        reader_.advance();
        reader_.advance();
    }
    return text_between(first, reader_.position() - 1);
}

}  // namespace megactl::project
