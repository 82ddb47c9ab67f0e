#pragma once

#include "core/base/source.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// A token of Python. Comments, blank lines and line ends within brackets leave none. An f-string comes in pieces, as
// Python 3.12 reads it: `format_begin`, then `format_text` and replacement fields (`{` … `}`), then `format_end`.
struct PythonToken {
    enum class Kind : std::uint8_t {
        name,
        number,
        string,  // prefix and quotes included
        operation,
        newline,
        indent,
        dedent,
        format_begin,
        format_text,
        format_end,
        end,
    };

    Kind kind = Kind::end;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    Span span() const { return {begin, end}; }
};

// Why a text is no Python, and where.
struct PythonProblem {
    Span span;
    std::string reason;
    bool is_sure = true;  // false for what may be Python that this reader does not follow
};

struct PythonTokens {
    // Of the whole logical lines before the problem, or of everything; indents are closed and the last one is `end`.
    std::vector<PythonToken> tokens;
    std::optional<PythonProblem> problem;
};

// Linear, without recursion. `text` below 4 GiB.
PythonTokens lex_python(std::string_view text);

}  // namespace megactl::project
