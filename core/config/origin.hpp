#pragma once

#include "core/base/error.hpp"
#include "core/base/source.hpp"

#include <optional>
#include <string>

namespace megactl::config {

// Who said what a setting is.
struct Origin {
    enum class Kind { flag, environment, env_file, toml, fallback };

    Kind kind = Kind::fallback;
    std::string name;               // the flag or the variable
    std::optional<Location> place;  // in an env file or megactl.toml

    // "--root", "MEGACTL_STATIC_ROOT in the environment", ".env:3", "megactl.toml:7", "default"
    std::string text() const;
    // What a wrong value is: the command line's fault, or that of an input.
    Error::Kind fault() const;
};

}  // namespace megactl::config
