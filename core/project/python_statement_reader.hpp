#pragma once

#include "core/project/python_expression.hpp"
#include "core/project/python_lexer.hpp"
#include "core/project/python_statement.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace megactl::project {

// Reads statements from tokens into a module. A line that is none is its problem; the lines around are read.
class PythonStatementReader {
public:
    PythonStatementReader(std::string_view text, const PythonTokens& tokens, PythonModule& module)
        : module_(module), tokens_(tokens.tokens), reader_(text, tokens.tokens, module.syntax) {}

    void read_file();

private:
    using Statements = std::vector<PythonStatement>;

    // Until the block ends; its dedent is left.
    void read_statements(Statements& statements);
    void read_line(Statements& statements);
    void read_simple_line(Statements& statements);
    void give_up(std::size_t begin);
    // `: body`; false where there is no colon.
    bool read_body(PythonBlock& block);
    bool add_block(PythonStatement& statement, std::string_view keyword, const PythonExpression* header = nullptr);
    bool at_line_end() const;
    std::string_view take_any_name();
    std::string_view text_between(std::size_t first, std::size_t last) const;

    // python_compound.cpp
    bool read_compound(PythonStatement& statement);
    bool read_branch(PythonStatement& statement);
    bool read_loop(PythonStatement& statement);
    bool read_attempt(PythonStatement& statement);
    bool read_with(PythonStatement& statement);
    bool read_function(PythonStatement& statement);
    bool read_type(PythonStatement& statement);
    bool read_match(PythonStatement& statement);
    bool at_match() const;
    void skip_brackets();

    // python_simple.cpp
    bool read_simple(PythonStatement& statement);
    bool read_expression_statement(PythonStatement& statement);
    bool read_import(PythonStatement& statement);
    bool read_from_import(PythonStatement& statement);
    bool read_imported_names(PythonStatement& statement);
    std::string_view take_dotted_name();

    PythonModule& module_;
    const std::vector<PythonToken>& tokens_;
    PythonExpressionReader reader_;
};

}  // namespace megactl::project
