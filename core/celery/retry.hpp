#pragma once

#include "core/celery/message.hpp"

namespace megactl::celery {

// The message that runs a task once more, not before `eta`: the same id, group and embed, one more attempt (as
// Task.retry sends it).
Message retry_of(const Message& message, Time eta);

}  // namespace megactl::celery
