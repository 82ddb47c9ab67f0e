#pragma once

#include "core/staticfiles/apply.hpp"
#include "core/staticfiles/root_folder.hpp"

#include <cstddef>
#include <span>

namespace megactl::staticfiles {

// Writes each text into its folder, which is ready, on the threads of `options`. How many were: fewer than all
// after a stop. Throws Error{input}.
std::size_t write_texts(std::span<const TextFile> texts, const RootFolder& root, const ApplyOptions& options,
                        Progress& progress);

}  // namespace megactl::staticfiles
