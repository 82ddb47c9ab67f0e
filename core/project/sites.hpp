#pragma once

#include "core/project/compose.hpp"
#include "core/project/dockerfile.hpp"
#include "core/project/shell.hpp"
#include "core/project/tree.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// The folders that hold a Django site, by name: the root where manage.py lies there, else those one or two levels below
// it. Sites of tests and examples are none.
std::vector<std::string> sites_of(const Tree& tree);

// The one of `sites` that an image is built of: the only one there is, or in its context, else the one that the
// Dockerfile lies in or copies. Empty where there are no sites at all; nothing where it can't be told.
std::optional<std::string> site_of_image(const std::vector<std::string>& sites, const Dockerfile& dockerfile);

// Where a container's command is run.
struct CommandPlace {
    const Dockerfile& dockerfile;
    std::size_t stage = 0;
    std::size_t instruction = 0;       // what stands before it in the stage is there
    const Service* service = nullptr;  // whose bind mounts lie over the image; null while that is built
};

// The project's file at a path of the container: mounted over it, or copied there.
std::optional<std::string> file_at(const Tree& tree, const CommandPlace& place, const std::string& path);

// The one of several `sites` whose manage.py a command names by its path (`python shop/manage.py`), or beside whose
// manage.py it is run, be it by an option of a server (`gunicorn --chdir shop`). Nothing where that is none of them, or
// what the container has there isn't known.
std::optional<std::string> site_of_command(const Tree& tree, const std::vector<std::string>& sites,
                                           const CommandPlace& place, const ShellCommand& command);

// The same of a command that is run in no image of the project's: on a host, where the project lies in some folder, or
// by a platform. `directory` is where it begins; empty for the project's root. Told by the end of the path, where that
// is the path of one site alone.
std::optional<std::string> site_of_command(const std::vector<std::string>& sites, std::string_view directory,
                                           const ShellCommand& command);

}  // namespace megactl::project
