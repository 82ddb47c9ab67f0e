#pragma once

#include "cli/docs/catalogues.hpp"

#include <array>
#include <string>
#include <string_view>

namespace megactl::cli::docs {

// Where a noun stands in the overview. A noun without an entry is listed last, under "More".
struct Noun {
    std::string_view name;
    std::string_view group;
    std::string_view summary;  // of a noun that is no command itself
};

inline constexpr std::array nouns{
    Noun{"check", "Checks", ""},
    Noun{"env", "Checks", "the variables that build and runtime need, and who sets them"},
    Noun{"tls", "Checks", "certificates and keys, by intent and by what is in them"},
    Noun{"mounts", "Checks", "bind mounts, their SELinux labels, and what they hide"},
    Noun{"explain", "Checks", ""},
    Noun{"static", "Static files", "gathers static files as Django does"},
    Noun{"serve", "Redirects", ""},
    Noun{"link", "Redirects", "the short links and their clicks"},
    Noun{"db", "Redirects", "the database of users, links and clicks"},
    Noun{"wait", "Redirects", ""},
    Noun{"worker", "Queue", "executes tasks; asks and tells running workers"},
    Noun{"queue", "Queue", "what waits, and who takes it"},
    Noun{"task", "Queue", "single tasks: sent, and what became of them"},
    Noun{"config", "Shell and help", "what is configured, and who said so"},
    Noun{"completion", "Shell and help", ""},
    Noun{"help", "Shell and help", ""},
};

// The heading it stands under.
std::string_view group_of(std::string_view noun);
// Its own sentence where it is a command itself, else the table's, else its verbs.
std::string noun_summary(std::string_view noun, const Catalogues& all);

}  // namespace megactl::cli::docs
