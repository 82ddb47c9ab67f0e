#pragma once

#include "core/os/access_list.hpp"
#include "core/os/file.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace megactl::os {

// One folder, link or file on the way to a path.
struct PathStep {
    std::filesystem::path path;   // as it is walked, without links
    std::filesystem::path place;  // where that lies on this host; empty where it lies elsewhere
    FileStatus status{};
    AccessList access_list{};
    std::string label{};             // SELinux's, "system_u:object_r:user_home_t:s0"; empty where it has none
    std::filesystem::path target{};  // of a link
    bool is_read_only = false;       // it lies on a mount that takes no changes
    bool is_immutable = false;       // `chattr +i`

    bool is_here() const { return !place.empty(); }
    bool is_link() const { return !target.empty(); }
};

// The way to a path, each link followed.
struct PathWalk {
    enum class End {
        reached,
        missing,     // `culprit` is not there
        no_folder,   // the last step is a file, and the way goes on
        many_links,  // they lead in a ring
        closed,      // this process may not look at `culprit`
    };
    std::vector<PathStep> steps;  // each once
    std::size_t last = 0;         // of the steps: where it came to
    End end = End::reached;
    std::filesystem::path culprit{};
    bool is_last_missing = false;  // nothing would come behind the culprit
};

// Where a path lies on this host; nothing where it lies elsewhere, as what a container has from its image.
using PathView = std::function<std::optional<std::filesystem::path>(const std::filesystem::path&)>;

// Walks from `/` to `path`, which is absolute, as an open() would within `view`.
PathWalk walk_path(const std::filesystem::path& path, const PathView& view);

}  // namespace megactl::os
