#pragma once

#include <string_view>

namespace megactl::project {

// For whom something is, by the words of its name.
enum class Audience { anybody, developers, production };

// `docker-compose.dev.yml`, `local.yml`, `compose.override.yaml` and a folder `dev` around a file are for developers,
// `production.yml` and `docker-compose.prod.yml` for production.
Audience audience_of_file(std::string_view path);

// The same of a profile or a stage: `dev`, `debug`, `prod`.
Audience audience_of_name(std::string_view name);

}  // namespace megactl::project
