#pragma once

#include "core/broker/broker.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

// Where the message of a task is, whatever its result says.
namespace megactl::cli::commands {

struct WaitingPlace {
    std::string queue;
    std::size_t ahead = 0;  // messages that are served before it
};
// The queue that it waits in; nothing where it waits in none.
std::optional<WaitingPlace> find_waiting(broker::Broker& broker, const std::string& id);

// The dead letter of it that was buried first.
std::optional<broker::DeadLetter> find_dead(broker::Broker& broker, const std::string& id);
// Shows every dead letter, the first that was buried first, until `look` answers false.
void browse_dead(broker::Broker& broker, const std::function<bool(const broker::DeadLetter& letter)>& look);

}  // namespace megactl::cli::commands
