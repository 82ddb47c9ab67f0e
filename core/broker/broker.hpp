#pragma once

#include "core/os/connect.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::broker {

// A message on its way into a queue.
struct Outgoing {
    std::string queue;
    std::string payload;  // celery::encode()
    int priority = 0;
};

// A message that was taken out of its queue, and is held until it is acknowledged or given back: where the holder dies,
// the broker offers it again.
struct Delivery {
    std::string queue;
    std::string tag;  // the receipt
    std::string payload;
    int priority = 0;
    bool is_redelivered = false;
};

// The end of a message that is held: what follows it takes its place.
struct Ending {
    std::string tag;
    std::vector<Outgoing> followers{};
};

// A message that waits, as it lies in its queue.
struct Waiting {
    std::string payload;
    int priority = 0;  // that of its place, whatever it says of itself
};

struct QueueState {
    std::string name;
    std::uint64_t waiting = 0;
    std::uint64_t held = 0;  // taken and not yet acknowledged: Celery's "unacked"
};

// A message that will never run, with why it won't.
struct DeadLetter {
    std::string queue;  // where it came from
    std::string payload;
    std::string reason;
    std::string time{};  // when it was buried, as in RFC 3339; empty where that is not known
};

// How far a publisher has come: its id, and the number of the last message that is published. Kept by the broker
// itself, written with the messages in one transaction, so that no message is published twice.
struct PublishMark {
    std::string publisher;
    std::uint64_t sequence = 0;
};

struct ExtractionOrder;  // extraction.hpp
class Extraction;
class Oversight;  // oversight.hpp

// Where messages wait. One thread at a time; another thread opens another one (Source::open).
//
// Every call throws Error{service} where the broker can't be reached, does not answer in time, or refuses; the next
// call connects again. After a failed publish or acknowledge it is not known whether it was done: acknowledge and
// end may be called again, publish(…, mark) tells by its mark.
class Broker {
public:
    virtual ~Broker() = default;

    // A round trip: is it there, and does it take us? Throws by the deadline at the latest where a server hangs.
    virtual void ping(os::Deadline deadline) = 0;
    // The same within the broker's own patience.
    void ping() { ping(os::Deadline::max()); }

    // All of them or none, in this order.
    virtual void publish(std::span<const Outgoing> messages) = 0;
    // The same together with the mark, unless the broker's mark is as far already: then nothing is done.
    virtual void publish_once(std::span<const Outgoing> messages, const PublishMark& mark) = 0;
    virtual std::optional<std::uint64_t> mark_of(std::string_view publisher) = 0;
    virtual void forget_mark(std::string_view publisher) = 0;

    // Takes up to `most` messages of these queues, the lowest priority number first, then in the queues' order, the
    // oldest first. Waits up to `wait` for the first one; returns early with none when asked to stop.
    virtual std::vector<Delivery> receive(std::span<const std::string> queues, std::size_t most,
                                          std::chrono::milliseconds wait, const std::stop_token& stop) = 0;

    // Unknown tags are no error: somebody else had them since.
    virtual void acknowledge(std::span<const std::string> tags) = 0;
    // Acknowledges each and publishes what follows it, in one step. Where its tag is held no longer, since somebody
    // else has it or this was done before, nothing of it is published: so it may be called again, as acknowledge may.
    virtual void end(std::span<const Ending> endings) = 0;
    // Back to the head of their queues, marked as redelivered.
    virtual void give_back(std::span<const Delivery> deliveries) = 0;
    // Into the queue `megactl.dead`, wrapped (KombuLayout::dead_queue), and no longer held.
    virtual void bury(const Delivery& delivery, std::string_view reason) = 0;
    // Says that the holder is alive; called well within lease_time(). Returns the tags that are no longer held by us.
    virtual std::vector<std::string> renew(std::span<const std::string> tags) = 0;
    virtual std::chrono::milliseconds lease_time() const = 0;
    // Offers again what dead holders left, extractions too; returns how many messages.
    virtual std::size_t restore_abandoned() = 0;

    // Every queue that holds something or that somebody bound, by name.
    virtual std::vector<QueueState> queues() = 0;
    // Up to `most` waiting payloads of the queue, the next one to be served first; nothing is taken.
    virtual std::vector<std::string> peek(std::string_view queue, std::size_t most) = 0;
    // Shows every waiting payload of the queue, in the same order, until `look` answers false; nothing is taken. In
    // pages that are small for the broker: what comes or goes meanwhile may be missed.
    virtual void browse(std::string_view queue, const std::function<bool(Waiting message)>& look) = 0;
    // Begins to take out what the order chooses; ends before this broker.
    virtual std::unique_ptr<Extraction> extract(ExtractionOrder order) = 0;
    // Puts back what dead extractions have set aside; returns how many messages.
    virtual std::size_t restore_extracted() = 0;
    // Messages of the queue that extractions have set aside now.
    virtual std::uint64_t set_aside(std::string_view queue) = 0;
    // For whoever looks after what workers do; ends before this broker.
    virtual std::unique_ptr<Oversight> oversee() = 0;
};

}  // namespace megactl::broker
