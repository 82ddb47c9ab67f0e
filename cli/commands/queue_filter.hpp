#pragma once

#include "cli/command.hpp"
#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "core/broker/broker.hpp"
#include "core/inspect/filter.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

// FILTER: the options by which commands choose among messages, the same everywhere.
namespace megactl::cli::commands {

extern const std::span<const Option> filter_options;

constexpr std::string_view filter_description =
    R"(The messages are chosen by `--task`, `--arg`, `--kwarg`, `--id`, `--id-file`, `--older` and `--retries`; all that is said must hold. A
value is held against the text of the argument, strings bare and anything else as JSON. `--older` can only tell of messages that
carry a time; how many do not is said.)";

// Throws Error{usage} for a value that makes no sense or is empty: a variable that is not set in a script never means
// every message. Throws Error{input} for a file of ids that can't be read.
inspect::Filter filter_typed(const Invocation& invocation);

// The argument at `position`. Throws Error{usage} for an empty one, for the same reason.
std::string argument_typed(const Invocation& invocation, std::size_t position = 0);

// One message of a queue, as it was read.
using Read = tl::expected<celery::Message, celery::Undecodable>;

// A dead letter (of `megactl.dead`) is read as the message that it is about.
struct Seen {
    Read read;
    std::string dead_reason{};  // why it died; empty where it waits
};
Seen seen_waiting(std::string_view queue, const broker::Waiting& message);

// What a walk over a queue came by.
struct Walk {
    std::size_t seen = 0;     // messages of the queue, chosen or not
    std::size_t ageless = 0;  // chosen but for their age, which they do not tell
};

// Shows each message that the filter chooses, until `look` answers false or a stop is asked for.
Walk walk_queue(broker::Broker& broker, std::string_view queue, const inspect::Filter& filter, celery::Time now,
                const std::function<bool(const Seen&)>& look, const std::stop_token& stop = {});

// Says of a queue that is not there what there is; returns the status for it, 1. Nothing, and 0, where it is there, and
// of that of the dead letters, which is there while it holds some.
int tell_unknown_queue(Context& context, broker::Broker& broker, const std::string& queue);
// On stderr: how many messages were left out because they tell no age.
void tell_ageless(Context& context, const Walk& walk);

}  // namespace megactl::cli::commands
