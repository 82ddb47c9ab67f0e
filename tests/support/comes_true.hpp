#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace megactl::tests {

// Waits for a sign, half a minute at most: what does not show by then fails a test rather than hang it.
inline bool comes_true(const std::function<bool()>& sign) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!sign()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::yield();
    }
    return true;
}

}  // namespace megactl::tests
