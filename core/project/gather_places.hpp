#pragma once

#include "core/project/facts.hpp"
#include "core/project/settings_module.hpp"
#include "core/project/tree.hpp"

namespace megactl::project {

// Where the sites of the services write by their settings: MEDIA_ROOT, STATIC_ROOT, the folder of an SQLite file. Only
// places whose path in the container is certain. Without a compose file, where the build of the one Dockerfile writes:
// such a place is of no service.
void gather_written_places(const Tree& tree, ImportRoots& roots, Facts& facts);

// Whose the sources of bind mounts are, and the written places within them. Nothing where the scope leaves the host
// out.
void gather_host_owners(const Tree& tree, const std::filesystem::path& root, Facts& facts);

}  // namespace megactl::project
