#pragma once

#include "core/broker/control.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace megactl::broker {

// What the server behind a broker on Redis says of itself; nothing where it lets nobody ask.
struct ServerSight {
    std::string info{};                                           // the text of INFO
    std::optional<std::string> save{};                            // CONFIG GET save: when snapshots are made
    std::optional<std::chrono::system_clock::time_point> time{};  // its clock
    std::optional<std::chrono::system_clock::time_point>
        taking{};  // the latest of a message that is held, as its taker wrote it down
};

// Throws Error{service} where the server is away.
ServerSight look_at_server(const ControlPlace& place);

}  // namespace megactl::broker
