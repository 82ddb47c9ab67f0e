#pragma once

#include "cli/context.hpp"
#include "core/broker/control.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>

// What commands about queues ask running workers: by `control`, where the broker has such.
namespace megactl::cli::commands {

// Who takes from which queue.
struct Consumers {
    std::map<std::string, std::size_t, std::less<>> counts{};  // of each queue that somebody takes from
    std::size_t silent = 0;  // workers that listen and did not answer: what they take from is not known

    std::size_t of(std::string_view queue) const;
};
// Nothing of an embedded queue, where nobody can be asked.
std::optional<Consumers> consumers_of(const std::optional<broker::ControlPlace>& control,
                                      std::chrono::milliseconds patience, const std::stop_token& stop = {});

// What workers say that they hold: running, waiting in their memory, or scheduled.
struct Reported {
    std::map<std::string, std::string, std::less<>> nodes{};  // who, by the task's id
    std::size_t silent = 0;                                   // as of Consumers
};
Reported reported_by_workers(const std::optional<broker::ControlPlace>& control, std::chrono::milliseconds patience,
                             const std::stop_token& stop = {});

// The tasks that workers know.
struct Registered {
    std::set<std::string, std::less<>> tasks{};
    std::size_t silent = 0;  // as of Consumers
};
Registered registered_with_workers(const std::optional<broker::ControlPlace>& control,
                                   std::chrono::milliseconds patience, const std::stop_token& stop = {});

// On stderr: how many did not answer, and what that leaves open.
void tell_silent(Context& context, std::size_t silent, std::chrono::milliseconds patience, std::string_view open);

}  // namespace megactl::cli::commands
