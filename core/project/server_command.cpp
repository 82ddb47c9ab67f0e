#include "core/project/server_command.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

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

// Options that say where a server listens, and what says it to manage.py.
constexpr std::array<std::string_view, 7> listening{"-b", "--bind", "-p", "--port", "--listen", "--http", "runserver"};

// `8000` of `0.0.0.0:8000`, of `:8000` and of itself; empty of a socket.
std::string_view port_of(std::string_view address) {
    const std::string_view port = address.substr(address.rfind(':') + 1);
    return std::ranges::all_of(port, is_digit) ? port : std::string_view();
}

// What options of its server name: `0.0.0.0:8000`, `unix:/run/site.sock`, `$PORT`.
std::vector<std::string_view> addresses_listened_on(std::string_view commands) {
    std::vector<std::string_view> addresses;
    for (const std::string_view command : split(commands, '\n')) {
        const std::vector<std::string_view> words = split(command, ' ');
        for (std::size_t i = 0; i < words.size(); ++i) {
            const std::string_view word = words[i];
            const std::size_t equals = std::min(word.find('='), word.size());
            if (is_one_of(word.substr(0, equals), listening)) {
                const bool is_apart = equals == word.size();
                if (is_apart && i + 1 == words.size()) break;
                const std::string_view address = is_apart ? words[i + 1] : word.substr(equals + 1);
                // `runserver --noreload` says nothing of it.
                if (!address.empty() && !address.starts_with('-')) addresses.push_back(address);
            } else if (word.size() > 2 && is_one_of(word.substr(0, 2), {"-b", "-p"}) &&
                       !port_of(word.substr(2)).empty()) {
                addresses.push_back(word.substr(2));  // `-b:8000`
            }
        }
    }
    return addresses;
}

}  // namespace

std::span<const std::string_view> application_servers() {
    return servers;
}

bool answers_requests(std::string_view commands) {
    if (commands.empty() || starts_common_server(commands)) return true;
    const std::vector<std::string_view> lines = split(commands, '\n');
    return std::ranges::none_of(lines, runs_celery) && !std::ranges::all_of(lines, serves_nobody);
}

bool starts_common_server(std::string_view commands) {
    return has_any(commands, servers) || has_any(commands, other_servers);
}

bool may_know_the_scheme(std::string_view commands) {
    return has_any(commands, options);
}

bool may_know_the_scheme_by_configuration(std::string_view text) {
    return has_any(text, configured);
}

std::vector<std::string_view> ports_listened_on(std::string_view commands) {
    std::vector<std::string_view> ports;
    for (const std::string_view address : addresses_listened_on(commands)) {
        if (const std::string_view port = port_of(address); !port.empty()) ports.push_back(port);
    }
    return ports;
}

bool says_where_it_listens(std::string_view commands) {
    return !addresses_listened_on(commands).empty();
}

}  // namespace megactl::project
