#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace megactl::staticfiles {

// A release is called by compact_time(), so that the order of the names is that of the times: that time. Nothing where
// it is no such name.
std::optional<std::chrono::sys_seconds> release_time(std::string_view name);

}  // namespace megactl::staticfiles
