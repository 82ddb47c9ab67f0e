#pragma once

#include "core/os/path_walk.hpp"
#include "core/os/user_map.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// Whoever opens files, by the numbers that the kernel compares: those of this host.
struct Opener {
    unsigned user = 0;
    std::optional<std::vector<unsigned>> groups;  // nothing where they are not known
    // Root is stopped by no mode; in a user namespace only of files whose owner and group that maps.
    bool is_root = false;
    std::optional<os::UserMap> users_it_rules{};  // nothing: all
    std::optional<os::UserMap> groups_it_rules{};
    bool is_confined = false;  // in a container of a host where SELinux enforces
};

// What stands in somebody's way.
struct Denial {
    enum class Reason { mode, access_list, owner_unmapped, selinux, read_only_mount, read_only_bind, immutable };
    // What was wanted there: to pass a folder, to read or list, to write or make something in it.
    enum class Want { pass, read, write };

    std::size_t step = 0;  // of the walk
    Reason reason = Reason::mode;
    Want want = Want::read;
    std::string why;                       // "not its owner, and others may not pass"
    std::optional<unsigned> unless_group;  // who is in it may, and the groups are not known
};

// "mode", "access_list", … as JSON has it.
std::string_view name_of(Denial::Reason reason);
// "pass", "read", "write"
std::string_view name_of(Denial::Want want);

// The first step that denies `opener` what it wants of the walk's end: to read, or to write. A file that is not there
// is written by making it in its folder. Nothing where all let it, and where only steps beyond would tell.
std::optional<Denial> first_denial(const os::PathWalk& walk, const Opener& opener, bool writes);

// May a container of SELinux's `container_t` use files of this label? Nothing where that is not known.
std::optional<bool> lets_containers(std::string_view label, bool writes);

}  // namespace megactl::project
