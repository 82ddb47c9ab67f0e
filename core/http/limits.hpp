#pragma once

#include <chrono>
#include <cstddef>

namespace megactl::http {

// How long and how much a server puts up with.
struct Limits {
    std::chrono::milliseconds handshake{10'000};  // of TLS, as a whole
    std::chrono::milliseconds head{10'000};       // from a request's first byte to its last, bodies included
    std::chrono::milliseconds idle{75'000};       // between two requests of a connection
    std::chrono::milliseconds send{30'000};       // without progress
    std::chrono::milliseconds linger{2'000};      // for the other end to take the last answer and close
    std::chrono::milliseconds sleep{0};           // of a loop, at most; 0: until something comes
    std::chrono::milliseconds grace{10'000};      // for what has begun when a stop is asked for
    std::size_t unsent = 64 * std::size_t{1024};  // of a connection; then it is not read until it takes its answers
    std::size_t requests = 10'000;                // of a connection
    std::size_t handshakes = 16;                  // that a tick moves on: each may cost half a millisecond
    std::size_t connections = 0;                  // of a loop; 0: as the limit of open files allows
};

}  // namespace megactl::http
