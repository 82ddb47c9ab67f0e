#pragma once

#include "core/base/source.hpp"

#include <vector>

namespace megactl::templates {

struct Token {
    enum class Kind {
        text,
        variable,  // `{{ … }}`
        tag,       // `{% … %}`
        comment,   // `{# … #}`
    };
    Kind kind = Kind::text;
    Location whole;
    Location content;  // of a variable or tag: what is within, without blanks around it
};

// A template in its parts, as Django cuts it: a tag ends on the line it began on, else it is text; within `verbatim`
// all is. Pure and linear; nothing fails.
std::vector<Token> tokens_of(const Source& source);

// The words of a tag: blanks separate them, but not within quotes.
std::vector<Location> words_of(const Location& content);

// Python's `str.strip`, as far as it goes: blanks of every kind, also those that are not ASCII.
std::string_view strip(std::string_view text);
// The length of the blank at the begin of `text`; 0 where none stands there.
std::size_t blank_length(std::string_view text);

}  // namespace megactl::templates
