#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace megactl::os {

// A line of a file's POSIX access list: what somebody may do. Permissions are 4 to read, 2 to write, 1 to pass or run.
struct AccessEntry {
    enum class Who { owner, user, owning_group, group, mask, others };
    Who who = Who::others;
    unsigned permissions = 0;
    unsigned id = 0;  // of a user or group
};

using AccessList = std::vector<AccessEntry>;

// The value of the attribute `system.posix_acl_access`; empty where it is none that we know.
AccessList parse_access_list(std::string_view bytes);

// What a file has beyond its mode; empty where it has nothing, and where that can't be told. Links are not followed.
AccessList access_list_of(const std::filesystem::path& file);

}  // namespace megactl::os
