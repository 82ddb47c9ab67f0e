#pragma once

#include "core/project/django_settings.hpp"
#include "core/project/settings_condition.hpp"
#include "core/project/settings_value.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace megactl::project {

// What is known of the values that names are bound to.
using Names = std::map<std::string, Value, std::less<>>;

// A module of the settings, as far as it was walked.
struct WalkedModule {
    std::string name;
    std::string package;  // that relative imports begin from
    std::string path;
    Source source;
    Names names;
    std::vector<SettingAssignment> assignments;
    std::map<std::string, std::size_t, std::less<>> last_assignments;
    std::set<std::size_t> starred;
};

// Where the walk stands.
struct Place {
    std::size_t module = no_index;
    std::size_t function = no_index;
    Clauses path;                  // since the module or function began
    Clauses branches;              // of those, what the branches around say
    std::size_t guards = 0;        // `try`s around that catch what an absent variable raises
    std::size_t value_guards = 0;  // … that catch ValueError only, which is what environs raises
    std::vector<Names> scopes;     // of functions and classes, innermost last
    std::size_t branch = 0;        // counts the branches entered, so that each has a number of its own
};

}  // namespace megactl::project
