#include "core/os/users.hpp"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace megactl::os {

HostUser current_user() {
    HostUser user = user_of(::geteuid());
    // What the process has counts, whatever the database says.
    user.groups.resize(static_cast<std::size_t>(std::max(0, ::getgroups(0, nullptr))));
    const int count = ::getgroups(static_cast<int>(user.groups.size()), user.groups.data());
    user.groups.resize(static_cast<std::size_t>(std::max(0, count)));
    user.groups.push_back(::getegid());
    return user;
}

HostUser user_of(unsigned number) {
    HostUser user{.number = number, .name = {}, .groups = {}};
    struct passwd entry {};
    struct passwd* found = nullptr;
    std::array<char, 16384> buffer{};
    if (::getpwuid_r(number, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return user;
    user.name = entry.pw_name;
    constexpr std::size_t most_groups = 65536;  // as the kernel has it
    for (std::size_t room = 64; room <= most_groups; room *= 2) {
        user.groups.resize(room);
        int count = static_cast<int>(room);
        const bool has_all = ::getgrouplist(entry.pw_name, entry.pw_gid, user.groups.data(), &count) >= 0;
        user.groups.resize(has_all ? static_cast<std::size_t>(count) : 0);
        if (has_all) break;
    }
    return user;
}

}  // namespace megactl::os
