#include "core/project/python_statement.hpp"

#include "core/project/python_statement_reader.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace megactl::project {
namespace {

using Kind = PythonStatement::Kind;
using Token = PythonToken::Kind;

// A body under a header that nobody knows: as of a function that nobody calls.
PythonStatement unknown_block(Span span, std::vector<PythonBlock> blocks) {
    PythonStatement unknown;
    unknown.kind = PythonStatement::Kind::function;
    unknown.span = span;
    unknown.blocks.push_back({"def", nullptr, {}, {}});
    for (PythonBlock& block : blocks)
        std::ranges::move(block.body, std::back_inserter(unknown.blocks[0].body));
    return unknown;
}

}  // namespace

void PythonStatementReader::read_file() {
    while (reader_.token().kind != Token::end) {
        read_statements(module_.statements);
        // A dedent or an indent that belongs to nothing understood.
        if (reader_.token().kind != Token::end) reader_.advance();
    }
}

void PythonStatementReader::read_statements(Statements& statements) {
    for (;;) {
        const Token kind = reader_.token().kind;
        if (kind == Token::end || kind == Token::dedent) return;
        if (kind == Token::newline) {
            reader_.advance();
        } else if (kind == Token::indent) {
            // Below a line that was not understood: what is there may never run, as in a function nobody calls.
            PythonStatement unknown = unknown_block(reader_.token().span(), {});
            reader_.advance();
            read_statements(unknown.blocks[0].body);
            if (reader_.token().kind == Token::dedent) reader_.advance();
            statements.push_back(std::move(unknown));
        } else {
            const std::size_t begin = reader_.position();
            read_line(statements);
            // A line that begins with what ends a statement, `;`, has none to read.
            if (reader_.position() == begin) give_up(begin);
        }
    }
}

void PythonStatementReader::read_line(Statements& statements) {
    const std::size_t begin = reader_.position();
    PythonStatement compound;
    compound.span = reader_.token().span();
    const bool is_compound = read_compound(compound);
    if (is_compound) {
        if (compound.kind != Kind::function && compound.kind != Kind::type) {
            compound.leaves = std::ranges::any_of(compound.blocks, [](const PythonBlock& block) {
                return std::ranges::any_of(block.body, &PythonStatement::leaves);
            });
        }
        statements.push_back(std::move(compound));
        return;
    }
    if (compound.kind != Kind::other) {
        // Half of a header says nothing for certain, and leaves holes; what stands below it may never run.
        statements.push_back(unknown_block(compound.span, std::move(compound.blocks)));
        return give_up(begin);
    }
    read_simple_line(statements);
}

void PythonStatementReader::read_simple_line(Statements& statements) {
    while (!at_line_end()) {
        PythonStatement simple;
        simple.span = reader_.token().span();
        const std::size_t first = reader_.position();
        if (!read_simple(simple) || !at_line_end()) return give_up(first);
        simple.span.end = tokens_[std::max(reader_.position(), first + 1) - 1].end;
        statements.push_back(std::move(simple));
        while (reader_.take_operation(";")) {
        }
    }
}

// Tells that the line is not understood and goes on behind it.
void PythonStatementReader::give_up(std::size_t begin) {
    if (!module_.problem) {
        const PythonToken& at = tokens_[std::min(reader_.position(), tokens_.size() - 1)];
        const PythonToken& place = at.kind == Token::newline || at.kind == Token::end ? tokens_[begin] : at;
        module_.problem = PythonProblem{place.span(), "this is no Python that could be read", false};
    }
    while (reader_.token().kind != Token::newline && reader_.token().kind != Token::end &&
           reader_.token().kind != Token::dedent) {
        reader_.advance();
    }
}

bool PythonStatementReader::read_body(PythonBlock& block) {
    if (!reader_.take_operation(":")) return false;
    if (reader_.token().kind != Token::newline) {
        read_simple_line(block.body);
        if (reader_.token().kind == Token::newline) reader_.advance();
        return true;
    }
    reader_.advance();
    if (reader_.token().kind != Token::indent) return true;
    reader_.advance();
    read_statements(block.body);
    if (reader_.token().kind == Token::dedent) reader_.advance();
    return true;
}

bool PythonStatementReader::add_block(PythonStatement& statement, std::string_view keyword,
                                      const PythonExpression* header) {
    statement.blocks.push_back({keyword, header, {}, {}});
    return read_body(statement.blocks.back());
}

bool PythonStatementReader::at_line_end() const {
    const Token kind = reader_.token().kind;
    return kind == Token::newline || kind == Token::end || reader_.at_operation(";");
}

std::string_view PythonStatementReader::take_any_name() {
    if (reader_.token().kind != Token::name) return {};
    const std::string_view name = reader_.token_text();
    reader_.advance();
    return name;
}

std::string_view PythonStatementReader::text_between(std::size_t first, std::size_t last) const {
    return reader_.text_at({tokens_[first].begin, tokens_[last].end});
}

PythonModule parse_python(std::string_view text) {
    PythonModule module;
    const PythonTokens tokens = lex_python(text);
    PythonStatementReader(text, tokens, module).read_file();
    if (tokens.problem) module.problem = tokens.problem;
    return module;
}

}  // namespace megactl::project
