#pragma once

#include "core/broker/broker.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace megactl::broker {

// What is to be taken out of a queue.
struct ExtractionOrder {
    std::string queue;
    std::function<bool(const Waiting& message)> chooses;
    std::string mark{};  // where not empty: each commit writes its number under this name (Broker::mark_of), 0 at first
};

// Takes chosen messages out of one queue, in the order of serving, and leaves the others in theirs.
//
// Whoever takes messages out wants them safe before they are gone: next() sets some aside, where no worker finds them;
// commit() lets just those go. What was set aside and not let go comes back to the head of its queue with close(), and
// where this process dies, a few seconds later with Broker::restore_extracted() or restore_abandoned(). No moment
// loses or doubles a message. Throws as Broker does; then only close() may follow.
class Extraction {
public:
    virtual ~Extraction() = default;  // closes, as far as the broker can be reached

    // The next chosen messages, about a megabyte and `most` of them at most; none at the queue's end.
    virtual std::vector<Waiting> next(std::size_t most) = 0;
    // What next() showed last leaves the queue, and `into` is published: all of it or nothing. `number` goes into the
    // mark.
    virtual void commit(std::uint64_t number, std::span<const Outgoing> into) = 0;
    virtual void close() = 0;
};

}  // namespace megactl::broker
