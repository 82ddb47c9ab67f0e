#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace megactl::os {

// An extended attribute of the file, or of the link that it is; nothing where it has none or that can't be told.
std::optional<std::string> attribute_of(const std::filesystem::path& file, const char* name);

}  // namespace megactl::os
