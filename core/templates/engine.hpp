#pragma once

#include "core/base/source.hpp"
#include "core/templates/surroundings.hpp"
#include "core/templates/value.hpp"

#include <functional>
#include <string>

namespace megactl::templates {

// The text of a template, called as people would find it; null where there is none of that name.
using Loader = std::function<Source(const std::string& name)>;

// What Django's template engine makes of the template `name` with these names known. The language is Django's of the
// plain kind (filters.cpp and tags.cpp list it); whatever else a template says throws Error{input} with its place and a
// next step, so that what is written is what Django would write, or nothing. Bounded in time, room and depth.
std::string render(const std::string& name, const Mapping& names, const Loader& loader,
                   const Surroundings& surroundings);

// Throws as render() would for what is not understood in the template and in those that it names.
void expect_understood(const std::string& name, const Loader& loader);

}  // namespace megactl::templates
