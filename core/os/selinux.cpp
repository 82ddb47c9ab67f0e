#include "core/os/selinux.hpp"

#include "core/os/file.hpp"

namespace megactl::os {

Selinux selinux_state() {
    const auto enforce = read_file("/sys/fs/selinux/enforce");
    if (!enforce) return Selinux::absent;
    return enforce->starts_with('1') ? Selinux::enforcing : Selinux::permissive;
}

}  // namespace megactl::os
