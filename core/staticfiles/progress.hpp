#pragma once

#include <atomic>
#include <cstddef>

namespace megactl::staticfiles {

// How far the work is; another thread may watch.
struct Progress {
    enum class Stage { hashing, copying, linking, compressing };

    std::atomic<Stage> stage = Stage::copying;
    std::atomic<std::size_t> done = 0;  // files
};

}  // namespace megactl::staticfiles
