#pragma once

#include "core/base/error.hpp"
#include "core/staticfiles/sources.hpp"

namespace megactl::staticfiles {

// Throws Error{input} where the source is no folder: it names what stands there, who named the source and the folder
// that was probably meant. One that may not be looked at is left for the walk to tell.
//
// Django warns and gathers nothing from it, which leaves a site without its files, or with `--clear` a root without
// any.
void require_folder(const SourceFolder& source);

// What require_folder() throws.
Error missing_source(const SourceFolder& source);

}  // namespace megactl::staticfiles
