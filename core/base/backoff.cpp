#include "core/base/backoff.hpp"

#include <algorithm>
#include <random>

namespace megactl {

std::uint64_t draw(std::uint64_t most) {
    thread_local std::mt19937_64 generator{std::random_device{}()};
    return std::uniform_int_distribution<std::uint64_t>(0, most)(generator);
}

std::chrono::milliseconds backoff_ceiling(std::chrono::milliseconds first, std::chrono::milliseconds longest,
                                          std::int64_t attempt) {
    std::chrono::milliseconds ceiling = std::min(first, longest);
    for (std::int64_t i = 0; i < attempt && ceiling < longest; ++i) {
        if (ceiling.count() <= 0) return ceiling;
        ceiling = ceiling > longest / 2 ? longest : ceiling * 2;
    }
    return ceiling;
}

std::chrono::milliseconds Backoff::next() {
    const std::chrono::milliseconds ceiling = backoff_ceiling(first_, longest_, attempt_++);
    const std::chrono::milliseconds half = ceiling / 2;
    return half + std::chrono::milliseconds(draw_(static_cast<std::uint64_t>((ceiling - half).count())));
}

}  // namespace megactl
