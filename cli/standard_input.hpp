#pragma once

#include "core/base/source.hpp"

namespace megactl::cli {

// All that standard input holds, called `<stdin>`. Throws Error{input} for one that can't be read or has no end in
// sight.
Source read_standard_input();

}  // namespace megactl::cli
