#pragma once

#include "core/project/shell.hpp"

#include <optional>
#include <string>

namespace megactl::project {

// A command that imports the settings module when it runs: `manage.py migrate`, `celery -A config worker`,
// `gunicorn config.wsgi`, …
struct SettingsLoad {
    std::string program;   // "manage.py collectstatic", for messages
    std::string settings;  // of `--settings` or an assignment in front; empty where the environment decides
    Span span;
};

// Nothing for a command that does not import them, or of which that can't be said.
std::optional<SettingsLoad> settings_load(const ShellCommand& command);

}  // namespace megactl::project
