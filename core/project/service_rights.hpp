#pragma once

#include "core/project/compose.hpp"

#include <string>
#include <string_view>

namespace megactl::project {

// What a service says about the rights of its processes, read again from the files for whoever asks about one service:
// a later file's word wins, what a service extends from another file is not heard.
struct ServiceRights {
    std::string user_namespace;     // `userns_mode`: "host", "keep-id:uid=1000"
    bool root_obeys_modes = false;  // its root may not pass over them: `cap_drop: [ALL]`
};

ServiceRights rights_of(const Compose& compose, std::string_view service);

}  // namespace megactl::project
