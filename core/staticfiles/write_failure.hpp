#pragma once

#include "core/base/error.hpp"
#include "core/staticfiles/mount_lookup.hpp"

#include <filesystem>

namespace megactl::staticfiles {

// The error of a folder that can't be written: its owner and mode, who this is, what mounted it, and the ways out.
// `name` is what people read for `folder`; a folder that isn't there stands for the nearest one above it.
Error write_failure(const std::filesystem::path& folder, const std::filesystem::path& name, int error_number,
                    const MountLookup& mounted = {});

}  // namespace megactl::staticfiles
