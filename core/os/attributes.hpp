#pragma once

#include "core/os/file.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace megactl::os {

// What a path itself is, where it is a link: that link (`device`, as it is nothing else). Nothing, and errno says why,
// where it can't be told.
std::optional<FileStatus> status_of_link(const std::filesystem::path& file);

// An extended attribute of the file, or of the link that it is; nothing where it has none or that can't be told.
std::optional<std::string> attribute_of(const std::filesystem::path& file, const char* name);

}  // namespace megactl::os
