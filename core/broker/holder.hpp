#pragma once

#include <string>

namespace megactl::broker {

// What a broker calls itself where it holds messages: another one each time, told so that people find the process:
// `4711@web-1-1f0c9ab2`.
std::string new_holder();

}  // namespace megactl::broker
