#pragma once

#include "core/staticfiles/python_text.hpp"
#include "core/staticfiles/reference_scan.hpp"

#include <cstddef>
#include <string_view>

// What the scanners of style sheets and of scripts share.
namespace megactl::staticfiles {

inline bool is_quote(std::string_view text, std::size_t at) {
    return at < text.size() && (text[at] == '\'' || text[at] == '"');
}

// The first place from `at` on that is no whitespace.
inline std::size_t skip_space(std::string_view text, std::size_t at) {
    while (const std::size_t length = space_length(text.substr(at)))
        at += length;
    return at;
}

// Bytes that `word`, in lower case, takes at this place in whatever case; 0 where it isn't there. As Python sees it,
// a dotless ı and a dotted İ are an i as well, and a long ſ is an s.
std::size_t word_length(std::string_view text, std::size_t at, std::string_view word);

void scan_modules(std::string_view text, ReferenceForm form, DjangoRelease release, const TakeMatch& take);

}  // namespace megactl::staticfiles
