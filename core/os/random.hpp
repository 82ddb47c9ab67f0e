#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace megactl::os {

// From the kernel's generator (getrandom), fit for keys and ids. Safe from every thread.
std::string random_bytes(std::size_t count);
// The next two draw bytes for many at once, so they are not for a child between fork and exec.
std::string random_uuid();  // version 4, lower case
// `length` letters drawn evenly from `alphabet`.
std::string random_text(std::string_view alphabet, std::size_t length);

}  // namespace megactl::os
