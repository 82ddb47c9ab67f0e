#include "core/config/env_reader.hpp"

#include "core/config/env_file_dialects.hpp"

#include <utility>

namespace megactl::config {

std::string_view name_of(EnvReader reader) {
    switch (reader) {
        case EnvReader::compose: return "compose";
        case EnvReader::docker: return "docker";
        case EnvReader::python_dotenv: return "python-dotenv";
        case EnvReader::django_environ: return "django-environ";
        case EnvReader::bash: break;
    }
    return "bash";
}

EnvFile read_env_file(Source source, EnvReader reader) {
    switch (reader) {
        case EnvReader::compose: return parse_env_file(std::move(source), Dialect::compose);
        case EnvReader::docker: return parse_env_file(std::move(source), Dialect::docker_run);
        case EnvReader::python_dotenv: return parse_python_dotenv(std::move(source));
        case EnvReader::django_environ: return parse_django_environ(std::move(source));
        case EnvReader::bash: break;
    }
    return parse_bash(std::move(source));
}

}  // namespace megactl::config
