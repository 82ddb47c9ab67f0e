#include "core/project/library_variables.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace megactl::project {

bool is_read_by_libraries(std::string_view name) {
    constexpr std::array<std::string_view, 30> names{"PATH",
                                                     "HOME",
                                                     "LANG",
                                                     "LANGUAGE",
                                                     "TZ",
                                                     "TERM",
                                                     "PORT",
                                                     "USER",
                                                     "SHELL",
                                                     "HOSTNAME",
                                                     "DEBIAN_FRONTEND",
                                                     "DJANGO_SETTINGS_MODULE",
                                                     "CELERY_BROKER_URL",
                                                     "CELERY_RESULT_BACKEND",
                                                     "C_FORCE_ROOT",
                                                     "WEB_CONCURRENCY",
                                                     "GUNICORN_CMD_ARGS",
                                                     "VIRTUAL_ENV",
                                                     "LD_LIBRARY_PATH",
                                                     "LD_PRELOAD",
                                                     "MALLOC_ARENA_MAX",
                                                     "VIRTUAL_HOST",
                                                     "VIRTUAL_PORT",
                                                     "LETSENCRYPT_HOST",
                                                     "LETSENCRYPT_EMAIL",
                                                     "FORWARDED_ALLOW_IPS",
                                                     "NODE_ENV",
                                                     "PUID",
                                                     "PGID",
                                                     "SOURCE_DATE_EPOCH"};
    constexpr std::array<std::string_view, 31> prefixes{
        "PYTHON",     "LC_",         "PG",        "AWS_",      "FLOWER_",  "UVICORN_", "DJANGO_SUPERUSER_",
        "POSTGRES_",  "REDIS_",      "RABBITMQ_", "MYSQL_",    "MARIADB_", "MINIO_",   "PIP_",
        "UV_",        "POETRY_",     "PIPENV_",   "NPM_",      "YARN_",    "OTEL_",    "SENTRY_",
        "NEW_RELIC_", "DD_",         "GDAL_",     "OPENBLAS_", "OMP_",     "MEGACTL_", "DOCKER_",
        "COMPOSE_",   "PROMETHEUS_", "GRANIAN_"};
    constexpr std::array<std::string_view, 5> proxies{"HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY",
                                                      "ALL_PROXY"};
    const std::string upper_name = upper(name);
    return std::ranges::find(names, name) != names.end() || std::ranges::find(proxies, upper_name) != proxies.end() ||
           std::ranges::any_of(prefixes, [&](std::string_view prefix) { return name.starts_with(prefix); });
}

}  // namespace megactl::project
