#pragma once

#include "core/celery/message.hpp"

#include <optional>
#include <string_view>

namespace megactl::inspect {

// The header by which megactl's own messages tell when they were sent, as celery::format_time() has it. Celery's tell
// it nowhere.
constexpr std::string_view sent_header = "megactl_sent";

// When a message was sent, where it tells: by that header, or as a click, which has its own time.
std::optional<celery::Time> sent_time(const celery::Message& message);

}  // namespace megactl::inspect
