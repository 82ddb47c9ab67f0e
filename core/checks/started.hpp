#pragma once

#include "core/checks/rule.hpp"

#include <cstddef>
#include <string>
#include <string_view>

// What rules of several groups ask about the process that a container starts.
namespace megactl::checks {

// A server of WSGI or ASGI: `gunicorn`, `/venv/bin/gunicorn`.
bool is_application_server(std::string_view word);

// `runserver`, `--reload`: what nobody runs in production.
bool is_development_server(std::string_view word);
// Does the text start a server of production, and none for development?
bool starts_production_server(std::string_view text);
// Does it start one for development?
bool starts_development_server(std::string_view text);

// What the service starts, as one text: its entry point and command, and those of its image that it does not replace.
// The service has an image of the project's.
std::string started_text(const Facts& facts, std::size_t service);

}  // namespace megactl::checks
