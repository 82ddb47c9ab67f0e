#pragma once

#include "core/base/source.hpp"

#include <string>

namespace megactl::cli {

// All that standard input holds, called `<stdin>`. Throws Error{input} for one that can't be read or has no end in
// sight.
Source read_standard_input();

// A file that the command line names, `-` for standard input, or a pipe such as a shell's `<(…)`, which is read to its
// end. Throws Error{input} for one that can't be read, or has no end in sight.
Source read_named_or_piped(const std::string& file);

// A file that the command line names, `-` for standard input. Throws Error{input} for one that can't be read, or is
// larger than 256 MiB.
Source read_named(const std::string& file);

}  // namespace megactl::cli
