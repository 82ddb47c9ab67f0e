#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>

namespace megactl::os {

// Who may do what with a file, as its file system keeps it.
struct FileAccess {
    mode_t permissions = 0;  // the last twelve bits
    uid_t owner = 0;
    gid_t group = 0;
    bool has_access_list = false;  // then the group's bits are the list's mask, and say nothing of the group
    bool is_foreign = false;       // neither root nor the user of this process owns it
    // The first folder on the way that everybody may write, without the sticky bit; empty where there is none.
    std::filesystem::path open_folder{};
};

// Links are followed. Nothing where it can't be told, or where modes mean nothing: on vfat, on shares of Windows, and
// on what a virtual machine passes through.
std::optional<FileAccess> access_of(const std::filesystem::path& file);

}  // namespace megactl::os
