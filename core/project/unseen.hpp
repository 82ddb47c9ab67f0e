#pragma once

#include "core/base/source.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace megactl::project {

// A part of the project that no rule looked at, or that was chosen where nothing says so.
struct Unseen {
    enum class Kind {
        site,                 // one of several
        compose_file,         // beside the one that was taken
        chosen_compose_file,  // the one that was taken itself: no other is there, and Compose does not find it
        dockerfile,           // that nothing names
        folder,               // beyond the bounds of a walk
        service,              // that starts a site, or says how it is served, from an image that is not built here
        container,            // of Kubernetes, likewise
        env_file,             // the project's `.env`, which this user may not read
        settings,             // that DJANGO_SETTINGS_MODULE names: a module which is not the project's
    };

    Kind kind = Kind::site;
    std::string path;
    std::string argument{};        // of a site: as `-C` takes it from where the command was given
    std::size_t count = 1;         // of folders: this one and others
    std::string instead_of{};      // of a compose file: the one that was taken
    bool is_usual = false;         // that one is what Compose takes by itself
    std::optional<Location> at{};  // of a service or container, or where a file names settings
    std::string named_by{};        // of settings: "DJANGO_SETTINGS_MODULE in the environment"
    std::string near{};            // of settings: the project's module that is probably meant; empty without
};

}  // namespace megactl::project
