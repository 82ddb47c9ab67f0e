#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace megactl::staticfiles {

struct TreeSize {
    std::size_t files = 0;  // and links
    std::uint64_t bytes = 0;
};

// Of all that lies in a folder, but for what is our own; what two names have counts twice. Throws Error{input} for a
// folder that can't be read.
TreeSize tree_size(const std::filesystem::path& folder);

}  // namespace megactl::staticfiles
