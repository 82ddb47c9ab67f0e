#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace megactl::os {

enum class Selinux {
    absent,      // the kernel has none, or it is switched off
    permissive,  // it would deny, and only says so
    enforcing,
};

// What this host does now, by /sys/fs/selinux/enforce.
Selinux selinux_state();

// "system_u:object_r:container_file_t:s0", of the file or of the link that it is; nothing where it has no label.
std::optional<std::string> selinux_label(const std::filesystem::path& file);

}  // namespace megactl::os
