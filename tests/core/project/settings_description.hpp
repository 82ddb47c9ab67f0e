#pragma once

#include "core/project/django_settings.hpp"

#include <string>
#include <string_view>

namespace megactl::tests {

// A read in a line: "X int required nonempty". A literal default is `=8000`, any other `~f()`; then, where they are
// so: `production` (only without DEBUG), `conditional`, `lazily`, `guarded`, `truthiness`, `words:on,1`, `or:Y`.
std::string description(const project::VariableRead& read);

// Every read of a settings module with this text, one a line.
std::string reads_of(std::string_view text);

project::DjangoSettings scan(std::string_view text);

}  // namespace megactl::tests
