#pragma once

#include "core/config/env_file.hpp"

#include <array>
#include <string_view>

namespace megactl::config {

// The programs that read env files, each in its own way.
enum class EnvReader {
    compose,
    docker,  // `docker run --env-file`
    python_dotenv,
    django_environ,  // as its releases 0.11 and 0.12 read, which take `#` for a comment
    bash,            // `set -a; . FILE`, nothing run
};

inline constexpr std::array all_env_readers{EnvReader::compose, EnvReader::docker, EnvReader::python_dotenv,
                                            EnvReader::django_environ, EnvReader::bash};

// "compose", "docker", "python-dotenv", "django-environ", "bash"
std::string_view name_of(EnvReader reader);

// The file as `reader` reads it, without an environment to take anything from. Linear; never fails: what the reader
// refuses or passes over is a problem.
EnvFile read_env_file(Source source, EnvReader reader);

}  // namespace megactl::config
