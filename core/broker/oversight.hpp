#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace megactl::broker {

// A message that somebody took out of its queue and has not acknowledged.
struct Unacked {
    // What is written down of whoever holds it. Celery's workers write down nothing of themselves, only when they took
    // a message: whoever is silent about one for the visibility timeout is taken for dead.
    enum class Holder {
        lives,    // one of megactl's, by its lease
        gone,     // one of megactl's, whose lease is over
        unknown,  // one of Celery's, within the visibility timeout
        overdue,  // one of Celery's, past it
    };

    std::string tag;
    std::string queue;    // empty where nothing tells any more where it came from
    std::string payload;  // what stands there instead, where that is no message
    Holder holder = Holder::unknown;
    std::string holder_name{};                       // `4711@web-1-…`; empty where it is not written down
    std::optional<std::chrono::milliseconds> age{};  // since it was taken
    std::string version{};                           // of a later taking it is another
};

// What became of messages that were to go back.
struct Restored {
    std::size_t restored = 0;
    std::size_t buried = 0;    // no messages: dead letters now
    std::size_t unplaced = 0;  // nothing tells which queue they came from
    std::size_t missed = 0;    // settled, taken anew or renewed meanwhile

    Restored& operator+=(const Restored& more);
};

// What workers hold, for whoever looks after queues. One thread at a time, that of its broker; failures as of Broker.
class Oversight {
public:
    virtual ~Oversight() = default;

    // Shows every message that is held, in no order, until `look` answers false. In pages: what is taken or settled
    // meanwhile may be missed, or shown though it is gone.
    virtual void browse(const std::function<bool(Unacked message)>& look) = 0;
    // Back to the head of their queues, marked as redelivered; the first will be served first. A message stays where
    // its holder lives, or has it by another taking than the one that was seen. Payloads are not looked at. Each goes
    // whole or not at all, the last ones first, so that whoever dies in between leaves the order right.
    virtual Restored restore(std::span<const Unacked> messages) = 0;
};

}  // namespace megactl::broker
