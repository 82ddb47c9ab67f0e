#pragma once

#include "core/broker/broker.hpp"
#include "core/worker/settlement.hpp"
#include "core/worker/task.hpp"

#include <string>
#include <variant>

namespace megactl::worker {

// What is to be done with a message that was just received.
struct Run {
    Job job;
};
struct RunLater {
    Job job;
    celery::Time due;
};
struct Settle {  // without a run
    Settlement settlement;
    std::string what;  // for the log
    std::string task;
    std::string id;
};
struct NotOurs {  // nobody here knows its task
    Receipt receipt;
    celery::Message message;
};
using Verdict = std::variant<Run, RunLater, Settle, NotOurs>;

// Asks in order: can it be read? Is its task known? Is it a part of something that this worker can't go on with? Is it
// too late, or too early? Pure.
Verdict judge(const broker::Delivery& delivery, const TaskRegistry& registry, celery::ChordSupport chords,
              celery::Time now);

// Has the message expired at `now`?
bool has_expired(const celery::Message& message, celery::Time now);

}  // namespace megactl::worker
