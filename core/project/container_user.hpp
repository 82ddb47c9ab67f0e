#pragma once

#include "core/project/compose.hpp"
#include "core/project/dockerfile.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace megactl::project {

// Who a container runs as.
struct ContainerUser {
    std::string written;                // "app", "1000:1000"; empty where nobody says: root
    std::optional<unsigned> number;     // of the container; nothing where only the image's files would tell
    std::optional<unsigned> group{};    // where it is said
    std::optional<Location> at{};       // of `USER`
    std::optional<Location> made_at{};  // of the `useradd` that gives the name its number
};

// A number of a user or group, if the text is one from its begin to its end.
std::optional<unsigned> number_of(std::string_view text);

// The last USER of the stage and of those it stands on, before `until` (an instruction); nothing where there is none.
std::optional<Location> user_at(const Dockerfile& dockerfile, std::size_t stage, std::size_t until);

// As USER of the stage has it, before `instruction`: a number, `root`, or a name that a RUN before gives a number
// (`useradd -u 1000 app`).
ContainerUser user_of_image(const Dockerfile& dockerfile, std::size_t stage, std::size_t instruction);

// As `user:` of the service has it, whose names are those of its image where this project builds that; else the
// image's.
ContainerUser user_of_service(const Service& service, const Dockerfile* dockerfile, std::size_t stage);

}  // namespace megactl::project
