#pragma once

#include "core/base/json_view.hpp"
#include "core/templates/value.hpp"

namespace megactl::templates {

// JSON as Python reads it. A whole number beyond 64 bits becomes the text of it.
Value value_of_json(const JsonView& json);
Mapping mapping_of_json(const JsonView& object);

}  // namespace megactl::templates
