#pragma once

#include "core/celery/message.hpp"

namespace megactl::celery {

// The message that runs a task once more, not before `eta`: the same id, group and embed, one more attempt (as
// Task.retry sends it).
Message retry_of(const Message& message, Time eta);

// Does anything follow its end: callbacks, errbacks, a chain, a chord?
bool has_followers(const Message& message);

}  // namespace megactl::celery
