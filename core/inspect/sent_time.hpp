#pragma once

#include "core/celery/message.hpp"

#include <optional>

namespace megactl::inspect {

// When a message was sent, where it tells: of what is known here, only a click's does.
std::optional<celery::Time> sent_time(const celery::Message& message);

}  // namespace megactl::inspect
