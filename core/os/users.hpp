#pragma once

#include <string>
#include <vector>

namespace megactl::os {

// A user of this host and the groups it is in.
struct HostUser {
    unsigned number = 0;
    std::string name;              // empty where the host has no such user
    std::vector<unsigned> groups;  // empty likewise
};

// Whom this process acts for.
HostUser current_user();

// By the host's user database.
HostUser user_of(unsigned number);

}  // namespace megactl::os
