#include "core/os/selinux.hpp"

#include "core/os/attributes.hpp"
#include "core/os/file.hpp"

namespace megactl::os {

Selinux selinux_state() {
    const auto enforce = read_file("/sys/fs/selinux/enforce");
    if (!enforce) return Selinux::absent;
    return enforce->starts_with('1') ? Selinux::enforcing : Selinux::permissive;
}

std::optional<std::string> selinux_label(const std::filesystem::path& file) {
    std::optional<std::string> label = attribute_of(file, "security.selinux");
    if (label && label->ends_with('\0')) label->pop_back();
    return label;
}

}  // namespace megactl::os
