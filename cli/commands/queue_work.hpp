#pragma once

#include "cli/commands/queue_filter.hpp"
#include "core/broker/extraction.hpp"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

// What the commands share that take messages out of a queue.
namespace megactl::cli::commands {

// The messages that a command means, before it touches any.
struct Meant {
    std::string queue;
    inspect::Filter filter;
    celery::Time now;  // that their age is reckoned by

    bool chooses(const broker::Waiting& message) const;
};

// How a queue stood when the command began.
struct Standing {
    std::uint64_t waiting = 0;
    std::uint64_t held = 0;  // by workers, out of reach
    std::size_t chosen = 0;  // of the waiting, the meant
};

// A writing of rows has an id. The mark under which a purge counts what it has removed of it, and the one under which
// an import counts what it has published: where either was killed, the next import goes on from there.
std::string purge_mark(std::string_view set);
std::string import_mark(std::string_view set);

bool shows_progress(const Context& context, const Invocation& invocation);

// Lets what a killed command had set aside come back first; that takes a few seconds at most. What is set aside still
// belongs to another command that works on this queue now, and is told.
void await_others(Context& context, broker::Broker& broker, const std::string& queue, const std::stop_token& stop = {});

// Nothing where there is no such queue, which has been told then. What a stop cuts short counts less.
std::optional<Standing> standing_of(Context& context, broker::Broker& broker, const Meant& meant,
                                    const std::stop_token& stop = {});

// On stderr: what the command can't reach.
void tell_untouched(Context& context, const Standing& standing);

// What was done to messages.
struct Deed {
    std::string_view verb;  // "moved"
    std::string what;       // "3 of 10 messages of celery to email"
    bool is_rehearsal = false;

    std::string line() const;
};

// Prints it, or the document that tells it where there is one. Where stdout can't take that, stderr has the line: a
// closed pipe is no failure, but what was done stands all the same.
void print_done(Context& context, const Deed& deed, const std::string& json = {});

// `3 of 10 messages of celery`
std::string told(const Standing& standing, const std::string& queue);

}  // namespace megactl::cli::commands
