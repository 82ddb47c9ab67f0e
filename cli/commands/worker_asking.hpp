#pragma once

#include "cli/command.hpp"
#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "cli/table.hpp"
#include "core/base/error.hpp"
#include "core/base/json_view.hpp"
#include "core/broker/control.hpp"

#include <chrono>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

// What the commands share that ask running workers, or tell them what to do.
namespace megactl::cli::commands {

extern const std::span<const Option> destination_options;  // --destination
extern const std::span<const Option> patience_options;     // --timeout

// What these statuses and keys mean in all of them.
inline constexpr ExitNote carries_no_broadcasts{3, "nothing names a broker, or it carries no broadcasts"};
inline constexpr ExitNote broker_is_away{4, "the broker can't be reached, or refused"};
inline constexpr JsonKey worker_key{"workers[].worker", "its name"};
inline constexpr JsonKey silent_key{"silent", "the names of those who did not answer in time"};

// How long workers may take to answer: `--timeout`, else a second, as Celery's own tools.
std::chrono::milliseconds patience_typed(const Invocation& invocation);

// Whom a command means, and for how long it waits for them.
struct Asking {
    std::string broker;  // as it may be shown
    std::string origin;  // who named it
    broker::ControlPlace place;
    std::vector<std::string> destination;  // empty: every worker
    std::chrono::milliseconds patience;
};

// As the options say; it has told which broker. Throws Error{input} for a broker that carries no broadcasts.
Asking asking_typed(Context& context, const Invocation& invocation);

// Waits for everybody whom the request means, or, in the second form, the command. Throws what a service that is away
// does, with who named it.
broker::Answers ask(const Asking& asking, celery::ControlRequest request, const std::stop_token& stop);
broker::Answers ask(const Asking& asking, std::string method, std::string arguments = "{}");

// With who was probably meant, where nobody is called as one of the silent is, else with why workers are silent.
Error with_next_step(Error refusal, const Asking& asking, const std::vector<std::string>& silent);

// On stderr: who did not answer, who refused; returns the status for it, 0 or 1.
int tell_missing(Context& context, const Asking& asking, const broker::Answers& answers);

// Prints what they said: rows of a table as `add` makes them, or documents.
using AddRows = std::function<void(Table& table, const celery::ControlReply& reply, const JsonView& answer)>;
void print_answers(Context& context, const Invocation& invocation, const broker::Answers& answers, Table table,
                   const AddRows& add);

}  // namespace megactl::cli::commands
