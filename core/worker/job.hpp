#pragma once

#include "core/celery/message.hpp"
#include "core/worker/task.hpp"

#include <string>
#include <vector>

namespace megactl::worker {

// Where a message came from, and by which receipt it is settled.
struct Receipt {
    std::string tag;
    std::string queue;
    int priority = 0;
};

// A message that will run.
struct Job {
    Receipt receipt;
    celery::Message message;
    const Handler* handler = nullptr;
    bool may_have_run = false;  // delivered before: a stored SUCCESS means that it is done
    bool has_turn = false;      // its handler's pace (Turns) let it through already
};

// Jobs of one handler that run at once, receipts and messages side by side.
struct Batch {
    const Handler* handler = nullptr;
    std::vector<Receipt> receipts{};
    std::vector<celery::Message> messages{};
};

}  // namespace megactl::worker
