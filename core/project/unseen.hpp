#pragma once

#include <cstddef>
#include <string>

namespace megactl::project {

// A part of the project that no rule looked at.
struct Unseen {
    enum class Kind {
        site,          // one of several
        compose_file,  // which Compose does not take by itself
        folder,        // beyond the bounds of a walk
    };

    Kind kind = Kind::site;
    std::string path;          // empty where a compose file was chosen and there is no other
    std::size_t count = 1;     // of folders: this one and others
    std::string instead_of{};  // of a compose file: the one that was taken
};

}  // namespace megactl::project
