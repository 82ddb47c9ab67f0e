#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace megactl::os {

// A run of user (or group) numbers of a user namespace, and which of the host they are.
struct MappedRange {
    unsigned inside = 0;
    unsigned outside = 0;
    unsigned count = 0;
};

// How a user namespace maps its numbers; empty maps nothing.
using UserMap = std::vector<MappedRange>;

// What /proc/PID/uid_map says.
UserMap parse_user_map(std::string_view text);

// Of /etc/subuid or /etc/subgid: the numbers that `name` (or its number, `user`) may give to containers, from the first
// on; `inside` of the first is 0.
UserMap parse_subordinates(std::string_view text, std::string_view name, unsigned user);

// As a rootless engine of `user` maps: its root is the user, the others are the subordinates in their order.
UserMap rootless_map(unsigned user, const UserMap& subordinates);
// As Podman's `keep-id` does: `kept` inside is the user, all others are the subordinates in their order.
UserMap keep_id_map(unsigned user, unsigned kept, const UserMap& subordinates);

// The host's number for one inside, and the other way round; nothing where it is not mapped.
std::optional<unsigned> outside_of(const UserMap& map, unsigned inside);
std::optional<unsigned> inside_of(const UserMap& map, unsigned outside);

}  // namespace megactl::os
