#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace megactl {

// Texts as Python writes them, for what Python reads or shows beside ours.

// `str()` of a datetime, to the microsecond and without a zone: `2026-11-22 12:49:58.768315`; a fraction of nothing is
// left out. `isoformat()` has `T` for the separator.
std::string python_time(std::chrono::sys_time<std::chrono::microseconds> time, char separator = ' ');

// `repr()` of a text, quotes and all: single ones, unless double ones save escapes.
std::string python_quoted(std::string_view utf8);

}  // namespace megactl
