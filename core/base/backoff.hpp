#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <utility>

namespace megactl {

// How long to wait before trying again: twice as long each time, up to a ceiling, and with jitter, so that many who
// failed together do not come back together.

// Draws a number evenly from 0 to `most`.
using Draw = std::function<std::uint64_t(std::uint64_t most)>;
std::uint64_t draw(std::uint64_t most);  // safe from every thread; no source of secrets

// `first` × 2^attempt, `longest` at most; attempts count from 0.
std::chrono::milliseconds backoff_ceiling(std::chrono::milliseconds first, std::chrono::milliseconds longest,
                                          std::int64_t attempt);

// For a place that is away: each wait lies between a half and the whole of its ceiling.
class Backoff {
public:
    Backoff(std::chrono::milliseconds first, std::chrono::milliseconds longest, Draw draw_in = draw,
            std::int64_t attempt = 0)
        : first_(first), longest_(longest), draw_(std::move(draw_in)), attempt_(attempt) {}

    std::chrono::milliseconds next();
    void reset() { attempt_ = 0; }

private:
    std::chrono::milliseconds first_;
    std::chrono::milliseconds longest_;
    Draw draw_;
    std::int64_t attempt_;
};

}  // namespace megactl
