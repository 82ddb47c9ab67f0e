#pragma once

namespace megactl::os {

enum class Selinux {
    absent,      // the kernel has none, or it is switched off
    permissive,  // it would deny, and only says so
    enforcing,
};

// What this host does now, by /sys/fs/selinux/enforce.
Selinux selinux_state();

}  // namespace megactl::os
