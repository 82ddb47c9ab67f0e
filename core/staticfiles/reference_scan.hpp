#pragma once

#include "core/base/source.hpp"
#include "core/staticfiles/django_release.hpp"

#include <functional>
#include <string_view>
#include <vector>

namespace megactl::staticfiles {

// The forms of reference that Django knows, each of which it replaces in a pass of its own.
enum class ReferenceForm {
    css_url,            // url("x")
    css_import,         // @import "x"
    css_source_map,     // /*# sourceMappingURL=x */
    js_source_map,      // //# sourceMappingURL=x
    js_import,          // import a from "./x";
    js_export,          // export a from "./x";
    js_bare_import,     // import "./x";
    js_dynamic_import,  // import("./x")
};

// Those that are looked for in a file, in the order of their passes. None: the file is not rewritten.
std::vector<ReferenceForm> forms_in(std::string_view path, const RewriteRules& rules);

// A reference, in bytes of the text.
struct ReferenceMatch {
    Span whole;
    Span url;
    Span names;  // of `import a from`: what stands between, the first blank included
};

// Calls `take` for each match of one form, from left to right. Linear in the size of the text, whatever is in it.
using TakeMatch = std::function<void(const ReferenceMatch&)>;
void scan_references(std::string_view text, ReferenceForm form, DjangoRelease release, const TakeMatch& take);

// Comments and quoted texts: a match that begins strictly inside one is none for Django 6.1. In their order.
enum class Language { css, javascript };
std::vector<Span> ignored_stretches(std::string_view text, Language language);
// Does a stretch hold the place, its first byte not counting?
bool is_strictly_inside(const std::vector<Span>& stretches, std::size_t place);

}  // namespace megactl::staticfiles
