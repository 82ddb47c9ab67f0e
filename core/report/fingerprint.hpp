#pragma once

#include "core/report/finding.hpp"

#include <string>

namespace megactl::report {

// What makes two findings the same one on two days: rule, file and the line's text, not its number; and what it is
// about, where one line holds several. Secrets of the line do not count. Sixteen hexadecimal digits, the same on every
// machine.
std::string fingerprint(const Finding& finding);

}  // namespace megactl::report
