#include "core/project/server_command.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace megactl::project {
namespace {

constexpr std::array<std::string_view, 7> servers{"gunicorn", "uvicorn", "daphne",        "hypercorn",
                                                  "granian",  "uwsgi",   "waitress-serve"};

// What else serves a site, by a part of the command.
constexpr std::array<std::string_view, 4> other_servers{"waitress", "mod_wsgi", "runserver", "nginx-unit"};

// Of gunicorn, uvicorn, hypercorn, daphne, granian and waitress. uWSGI is told by nginx (`uwsgi_param HTTPS`), and by
// configuration files as a rule.
constexpr std::array<std::string_view, 10> options{
    "cert",  "ssl",  "https",   "forwarded-allow-ips", "proxy-headers", "trusted-proxy", "url-scheme",
    "uwsgi", " -c ", "--config"};

constexpr std::array<std::string_view, 3> configured{"forwarded_allow_ips", "certfile", "secure_scheme_headers"};

// Of manage.py, what ends by itself or takes work from elsewhere; one that is not known may serve.
constexpr std::array<std::string_view, 15> no_servers{
    "migrate",          "collectstatic",   "check",    "makemigrations", "createsuperuser",
    "loaddata",         "compilemessages", "shell",    "test",           "clearsessions",
    "createcachetable", "flush",           "qcluster", "rqworker",       "db_worker"};

bool serves_nobody(std::string_view command) {
    constexpr std::string_view manage = "manage.py ";
    const std::size_t at = command.find(manage);
    if (at == std::string_view::npos) return command.empty();
    const std::string_view rest = command.substr(at + manage.size());
    return std::ranges::find(no_servers, rest.substr(0, rest.find(' '))) != no_servers.end();
}

// A container that starts it does nothing else, whatever its entry point does before.
bool runs_celery(std::string_view command) {
    return std::ranges::any_of(split(command, ' '),
                               [](std::string_view word) { return word.substr(word.rfind('/') + 1) == "celery"; });
}

bool has_any(std::string_view text, const auto& parts) {
    return std::ranges::any_of(parts, [&](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

}  // namespace

std::span<const std::string_view> application_servers() {
    return servers;
}

bool answers_requests(std::string_view commands) {
    if (commands.empty() || has_any(commands, servers) || has_any(commands, other_servers)) return true;
    const std::vector<std::string_view> lines = split(commands, '\n');
    return std::ranges::none_of(lines, runs_celery) && !std::ranges::all_of(lines, serves_nobody);
}

bool may_know_the_scheme(std::string_view commands) {
    return has_any(commands, options);
}

bool may_know_the_scheme_by_configuration(std::string_view text) {
    return has_any(text, configured);
}

}  // namespace megactl::project
