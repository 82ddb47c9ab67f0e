#pragma once

#include "core/checks/https/https_site.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What asks a container by plain HTTP whether it is well.
namespace megactl::checks::https_rules {

struct PlainQuestion {
    std::string name;  // "the health check"
    Location at;
    std::optional<std::string> path{};   // as Django matches it, without the `/` ahead; nothing where it isn't known
    std::string port{};                  // a number; empty where it isn't known
    std::string command{};               // that asks; empty of a probe by HTTP
    std::vector<std::string> headers{};  // that such a probe sends besides, by name
};

// Does the server of the site listen at the port? It is told by its command, else by what it does without being told,
// else by SERVER_PORT. Nothing where that can't be told.
std::optional<bool> listens_on(const Site& site, const std::string& port);

// Those to the server of the site, at a port that it is known to listen at, or else the only one by which others reach
// its container: by the health check of its service, else of its image, or by the probes of its
// container.
std::vector<PlainQuestion> plain_questions(const Facts& facts, const Site& site);

// The words of a command, be it written for a shell or as a list.
std::vector<std::string_view> words_of(std::string_view command);

// `curl` or `wget`, wherever it lies.
bool is_http_client(std::string_view word);

}  // namespace megactl::checks::https_rules
