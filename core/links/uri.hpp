#pragma once

#include <string>
#include <string_view>

namespace megactl::links {

// A stored target as it goes into Location: ASCII, what a URI may not hold percent-encoded, existing escapes as they
// are. Never a line break.
std::string as_location(std::string_view target);

// Appends a decoded path, encoded again as Django does.
void append_path(std::string_view path, std::string& output);

// Has it a scheme that a browser must not be sent to: anything but http, https and ftp? A target without one may pass.
bool has_refused_scheme(std::string_view target);

}  // namespace megactl::links
