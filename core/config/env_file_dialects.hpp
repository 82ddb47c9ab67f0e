#pragma once

#include "core/config/env_file.hpp"

namespace megactl::config {

// What read_env_file() reads by itself: linear, and none fails.

EnvFile parse_python_dotenv(Source source);
EnvFile parse_django_environ(Source source);
EnvFile parse_bash(Source source);

}  // namespace megactl::config
