#pragma once

#include <string_view>

namespace megactl {

// Python's `fnmatch.fnmatchcase`: anchored at both ends, case-sensitive; `*` is any run, `/` and leading dots included;
// `?` one code point; `[seq]`, `[!seq]` as there; an unclosed `[` is itself. No escapes. Linear in practice: never more
// than text × pattern steps.
bool matches_fnmatch(std::string_view pattern, std::string_view text);

}  // namespace megactl
