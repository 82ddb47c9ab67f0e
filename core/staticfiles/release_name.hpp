#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace megactl::staticfiles {

// `20261130T013052Z`: the time in a name, so that the order of the bytes is that of the times.
std::string release_name(std::chrono::sys_seconds time);
// Nothing where it is no such name.
std::optional<std::chrono::sys_seconds> release_time(std::string_view name);

}  // namespace megactl::staticfiles
