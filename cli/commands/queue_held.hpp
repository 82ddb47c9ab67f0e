#pragma once

#include "cli/commands/queue_filter.hpp"
#include "cli/commands/queue_workers.hpp"
#include "core/broker/oversight.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

// What the commands share that look after messages which workers hold.
namespace megactl::cli::commands {

// Which of them a command means.
struct MeantHeld {
    std::string queue;  // empty: of any
    inspect::Filter filter;
    celery::Time now;  // that their age is reckoned by
};
MeantHeld meant_held_typed(const Context& context, const Invocation& invocation);

// One of them, with what is known of who holds it.
struct HeldRow {
    enum class State {
        held,     // by one who lives, by its lease or its own word
        gone,     // by one of megactl's whose lease is over
        overdue,  // for longer than the visibility timeout, by nobody who answers
        young,    // not yet so long, by nobody who answers
    };
    State state = State::young;
    std::string holder;  // empty where it is not known
};
// `id` is that of the task.
HeldRow row_of(const broker::Unacked& message, const std::string& id, const Reported& reported);
std::string_view name_of(HeldRow::State state);

const std::string& id_of(const Read& read);

// Shows each that is meant, until `look` answers false or a stop is asked for.
Walk walk_held(broker::Oversight& oversight, const MeantHeld& meant,
               const std::function<bool(broker::Unacked message, const Read& read)>& look, const std::stop_token& stop);

// Of an embedded queue, where nobody can be asked: that only megactl's own workers write down what they hold.
void tell_unknown_holders(Context& context, const std::optional<broker::ControlPlace>& control);

}  // namespace megactl::cli::commands
