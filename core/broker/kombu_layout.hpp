#pragma once

#include "core/broker/broker.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::broker {

// An entry of a binding: which queue an exchange serves for a routing key.
struct Binding {
    std::string routing_key;
    std::string pattern;
    std::string queue;
};

// How kombu, Celery's messenger, lays its queues out in a Redis database, and what megactl keeps beside them. Pure.
class KombuLayout {
public:
    // `prefix` is kombu's global_keyprefix, put before every key.
    explicit KombuLayout(std::string prefix) : prefix_(std::move(prefix)) {}

    // A queue is a list a priority step: pushed at the left, taken at the right.
    std::string list(std::string_view queue, int priority) const;
    // The set in which an exchange's queues are written down; each queue has an exchange of its own name.
    std::string binding(std::string_view exchange) const { return key(binding_begin).append(exchange); }
    std::string unacked() const { return key("unacked"); }              // hash: tag → what is held
    std::string unacked_index() const { return key("unacked_index"); }  // the tags by the time of their delivery
    std::string unacked_mutex() const { return key("unacked_mutex"); }  // whoever sweeps holds it

    std::string dead() const { return key(dead_queue); }
    std::string mark(std::string_view publisher) const { return key("megactl:spool:").append(publisher); }
    std::string holders() const { return key("megactl:holders"); }  // set: megactl's own, living or dead
    // Expires where its holder does not renew it.
    std::string lease(std::string_view holder) const { return key("megactl:holder:").append(holder); }

    // A set of bindings: for a worker's name the queues that it was told to leave alone.
    std::string drained() const { return key("megactl:drained"); }

    // Of each extraction that runs, or died: what it works on (a hash), its lease, and per priority what it has set
    // aside, laid out as the queue itself.
    std::string works() const { return key("megactl:works"); }  // set of their ids
    std::string work(std::string_view id) const { return key("megactl:work:").append(id); }
    std::string work_lease(std::string_view id) const { return key("megactl:work-lease:").append(id); }
    std::string aside(std::string_view id, int priority) const;

    // The pub/sub channel of an exchange that broadcasts; each database has its own.
    std::string channel(std::uint32_t database, std::string_view exchange) const;
    // Of remote control: the list that an asker's answers come into, and how askers and nodes are written down in the
    // bindings of their exchanges.
    std::string answers(std::string_view asker) const;
    static Binding binding_of_asker(std::string_view asker);
    static Binding binding_of_node(std::string_view node);
    // The node of such a binding; nothing where it is none.
    static std::optional<std::string> node_of(const Binding& binding);

    const std::string& prefix() const { return prefix_; }
    // The key without the prefix; nothing where it has another one.
    std::optional<std::string_view> without_prefix(std::string_view key) const;

    static constexpr std::string_view binding_begin = "_kombu.binding.";
    static constexpr std::string_view dead_queue = "megactl.dead";

private:
    std::string key(std::string_view name) const { return prefix_ + std::string(name); }

    std::string prefix_;
};

// The steps that kombu keeps lists for: 0, 3, 6, 9. A priority belongs to the greatest one that is not above it.
constexpr int priority_steps[] = {0, 3, 6, 9};
int priority_step(int priority);

// The queue whose list has this name (without prefix): `celery` of `celery\x06\x163`.
std::string_view queue_of_list(std::string_view list);

// Bookkeeping of Celery's or megactl's own, which is no queue of tasks: replies, events, what is set aside.
bool is_internal_queue(std::string_view name);

// As a member of the set.
std::string encode(const Binding& binding);
std::optional<Binding> decode_binding(std::string_view member);

// What stands in `unacked`: the message, and where it came from.
struct HeldEntry {
    std::string payload;
    std::string exchange;  // empty: the routing key is the queue
    std::string routing_key;
};
// What a script puts behind `[` and the payload, untouched, to make the entry of a message from `queue`.
std::string held_suffix(std::string_view queue);
std::optional<HeldEntry> decode_held(std::string_view entry);

// What an envelope says of itself, without a look into its body.
struct EnvelopeMarks {
    int priority = 0;
    bool is_redelivered = false;
};
// Nothing where the payload is no JSON object.
std::optional<EnvelopeMarks> envelope_marks(std::string_view payload);
// The payload, with the two marks that kombu gives to what is delivered again; unchanged where it is no envelope.
std::string marked_redelivered(std::string payload);

// The payload as if it had been sent to `queue`: Celery sends a retry, and puts back what a worker held, to where the
// message itself says it came from. Unchanged where it is no envelope.
std::string rerouted(std::string payload, std::string_view queue);

// One that dies now.
DeadLetter dead_letter(std::string queue, std::string payload, std::string_view reason);
// As an entry of `megactl.dead`.
std::string encode(const DeadLetter& letter);
DeadLetter decode_dead_letter(std::string_view entry);
// The message that says so in `megactl.dead`, from now on.
Outgoing buried(const Delivery& delivery, std::string_view reason);

}  // namespace megactl::broker
