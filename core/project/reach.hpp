#pragma once

#include "core/project/facts.hpp"
#include "core/project/reach_verdict.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace megactl::project {

// May somebody reach a path now?
struct ReachQuestion {
    std::string path;               // as typed: of this host, or of a service's container
    std::optional<unsigned> user;   // `--uid`
    std::optional<unsigned> group;  // behind its `:`
    bool writes = false;
    std::string engine;  // DOCKER_HOST; empty where nobody says it
};

// Where the path that was asked for lies.
struct ReachedPlace {
    std::filesystem::path path;        // whole: of the container, or of this host
    bool is_in_container = false;      // else of this host, and every folder above it counts
    const Service* service = nullptr;  // whose container; of a host's path: who mounts it
    const Mount* mount = nullptr;      // the bind mount that brings it into the container
};

// Who asks for it.
struct ReachingUser {
    unsigned number = 0;  // as the container has it, else as this host does
    Opener opener;
    std::string said_by;  // "`--uid`", "USER app, Dockerfile:9"
    // As a rootless engine of whoever runs this would map it, where nothing tells which engine there is.
    std::optional<unsigned> rootless_number{};
};

struct Reach {
    ReachedPlace place;
    ReachingUser user;
    os::PathWalk walk;
    std::optional<Denial> denial;
    const Mount* missing_source = nullptr;  // the bind mount at whose source the walk ends, for it is not there
};

// Paths within `root`, the project's folder, and those that no mount has are of this host; others of the containers'
// are taken to where their bind mounts have them. Throws Error{usage} where services mean different places by one path,
// Error{input} where it lies in a volume, which this host keeps for itself.
ReachedPlace place_of_path(const Facts& facts, const std::filesystem::path& root, const std::string& path);

// `--uid`, else the user of the service's container, else whoever runs this.
ReachingUser user_reaching(const Facts& facts, const ReachedPlace& place, const ReachQuestion& question);

// All of it, with a look at the host.
Reach reach_of(const Facts& facts, const std::filesystem::path& root, const ReachQuestion& question);

}  // namespace megactl::project
