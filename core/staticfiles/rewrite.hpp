#pragma once

#include "core/base/source.hpp"
#include "core/staticfiles/django_release.hpp"
#include "core/staticfiles/reference.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace megactl::staticfiles {

// A reference that something has to be said about.
struct RewriteRemark {
    Resolution::Kind kind = Resolution::Kind::missing;  // `replaced` where the new name has a plain file's hash
    Span at;                                            // the reference as written, in the text before rewriting
    std::string written;
    std::string target;
    bool is_in_comment = false;
};

struct Rewritten {
    std::string text;
    std::vector<RewriteRemark> remarks;
};

// Puts hashed names into the references of a style sheet or a script: `file` is its path in the root, `text` its
// content, which is UTF-8. References that lead nowhere stay as they are. Pure but for what `names` does.
Rewritten rewrite(std::string_view file, std::string_view text, const RewriteRules& rules, StaticNames& names);

// Does the text hold a reference that is not left as it is, whatever names there are? Depends on nothing but the text,
// the rules and the language.
bool refers(std::string_view file, std::string_view text, const RewriteRules& rules);

}  // namespace megactl::staticfiles
