#pragma once

#include "core/staticfiles/ignore.hpp"
#include "core/staticfiles/sources.hpp"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::staticfiles {

// What a source has at a path of the root.
struct Found {
    std::size_t source = 0;  // which of the sources
    std::string path;        // inside the source
    bool is_folder = false;
    bool is_left_out = false;  // `ignored` covers it
};

// Looks in every source, in their order. `path` is normal and inside the root. One with a prefix answers only for what
// lies below that.
std::vector<Found> find_in_sources(std::span<const SourceFolder> sources, std::string_view path,
                                   const IgnorePatterns& ignored);

// Nothing differs between two files; false as well where one can't be read.
bool have_same_content(const std::filesystem::path& a, const std::filesystem::path& b);

}  // namespace megactl::staticfiles
