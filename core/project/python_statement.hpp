#pragma once

#include "core/project/python_expression.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace megactl::project {

struct PythonStatement;

// `if c:`, `elif c:`, `else:`, `try:`, `except E as name:`, `case p:` … with the statements below it.
struct PythonBlock {
    std::string_view keyword;
    const PythonExpression* header =
        nullptr;            // the condition, the exceptions; null without, or where it is not understood
    std::string_view name;  // `as name`
    std::vector<PythonStatement> body;
};

// `a.b as c` of an import, `a as c` of a from-import; `*` has no alias.
struct PythonImport {
    std::string_view name;
    std::string_view alias;
};

struct PythonStatement {
    enum class Kind : std::uint8_t {
        expression,   // value
        assignment,   // targets = value; an annotation without value has none
        augmented,    // targets[0] op= value
        import,       // imports
        from_import,  // `level` dots, name, imports
        branch,       // if/elif/else
        loop,         // for targets[0] in value, or while value; blocks[0] its body, blocks[1] its else
        attempt,      // try/except/else/finally
        with,         // keywords: the managers by their `as` names; blocks[0]
        function,     // name, keywords: the parameters; blocks[0]
        type,         // class: name, keywords and bases (targets); blocks[0]
        match,        // value; blocks the cases
        give_back,    // return value
        raise,        // value
        assertion,    // value
        removal,      // del targets
        other,        // pass, global, …
    };

    Kind kind = Kind::other;
    std::uint8_t level = 0;
    // It is, or holds, a `return`, `break` or `continue`: what stands behind it may not run.
    bool leaves = false;
    Span span;  // of a compound statement its first line
    std::string_view name;
    const PythonExpression* value = nullptr;
    const PythonExpression* annotation = nullptr;
    std::vector<const PythonExpression*> targets;
    std::vector<PythonKeyword> keywords;
    std::vector<PythonImport> imports;
    std::vector<PythonBlock> blocks;
};

// A parsed file. Views point into `text` and `syntax`.
struct PythonModule {
    PythonSyntax syntax;
    std::vector<PythonStatement> statements;
    // The lexer's problem, else the first statement that is none; the statements around that are there.
    std::optional<PythonProblem> problem;
};

// Linear; recursion is bounded by the depth of indentation and of expressions.
PythonModule parse_python(std::string_view text);

}  // namespace megactl::project
