#pragma once

#include "core/celery/message.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace megactl::inspect {

// An argument of a call as people type it: a string bare, anything else as JSON, as it was written. Nothing where the
// call has no such argument.
std::optional<std::string> positional_text(const celery::Message& message, std::size_t position);
std::optional<std::string> keyword_text(const celery::Message& message, std::string_view name);

}  // namespace megactl::inspect
