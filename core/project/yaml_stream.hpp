#pragma once

#include "core/base/source.hpp"
#include "core/project/yaml.hpp"

#include <deque>

namespace megactl::project {

// A file of several YAML documents, each behind a line `---`; their places are those of the whole file. The bounds of
// parse_yaml hold for each, and after 1000 documents it stops.
// A deque, since a vector that grows would copy documents, whose nodes point at each other.
std::deque<YamlDocument> parse_yaml_stream(const Source& source);

}  // namespace megactl::project
