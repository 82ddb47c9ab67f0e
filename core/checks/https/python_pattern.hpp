#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace megactl::checks::https_rules {

// Would Python's `re.search(pattern, text)` find anything? Nothing where that isn't known: of a pattern with more in it
// than characters, classes, groups, alternatives, `^`, `$`, `*`, `+` and `?`, and of one or a text that is long or not
// plain ASCII.
//
// All ways through the pattern are followed at once, so that none makes it slow.
std::optional<bool> is_found(std::string_view pattern, std::string_view text);

// Why Python's `re.compile(pattern)` refuses it: "its `(` is never closed". Empty where it doesn't, or where that isn't
// known, as above.
std::string fault_of_pattern(std::string_view pattern);

}  // namespace megactl::checks::https_rules
