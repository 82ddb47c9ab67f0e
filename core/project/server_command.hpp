#pragma once

#include <span>
#include <string_view>
#include <vector>

// What the commands that start a process, a line each, say of how it serves HTTP.
namespace megactl::project {

// The servers of WSGI and ASGI, by the names of their programs.
std::span<const std::string_view> application_servers();

// Does it serve the site? Celery loads the settings too, and what does something else with manage.py ends.
bool answers_requests(std::string_view commands);

// May its server speak TLS by options of its own, or learn from a proxy by which scheme a client came, so that Django
// need not be told? What a configuration file of the server says is not read: with one it may.
bool may_know_the_scheme(std::string_view commands);

// The same of the text of a `gunicorn.conf.py`, which gunicorn reads unasked.
bool may_know_the_scheme_by_configuration(std::string_view text);

// Is a server of other people's among them, which takes certificate and key by options and files of its own?
bool starts_common_server(std::string_view commands);

// The ports that options of its server name (`--bind 0.0.0.0:8000`), as they are written; views into `commands`. None
// where none is named, or a variable says it.
std::vector<std::string_view> ports_listened_on(std::string_view commands);

// Does an option say where it listens at all, be it a socket or what a variable has?
bool says_where_it_listens(std::string_view commands);

}  // namespace megactl::project
