#include "core/staticfiles/parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace megactl::staticfiles {
namespace {

TEST(RunParallel, CallsEachIndexOnce) {
    std::vector<std::atomic<int>> calls(1000);
    run_parallel(calls.size(), 8, {},
                 [&](const std::stop_token&) -> Work { return [&](std::size_t i) { ++calls[i]; }; });
    for (const auto& count : calls)
        EXPECT_EQ(count, 1);
}

TEST(RunParallel, MakesNoMoreWorkersThanThereIsWork) {
    std::atomic<int> workers = 0;
    run_parallel(2, 8, {}, [&](const std::stop_token&) -> Work {
        ++workers;
        return [](std::size_t) {};
    });
    EXPECT_EQ(workers, 2);
}

TEST(RunParallel, ThrowsTheFailureAndStopsTheRest) {
    std::atomic<int> calls = 0;
    const auto run = [&] {
        run_parallel(1'000'000, 4, {}, [&](const std::stop_token&) -> Work {
            return [&](std::size_t) {
                if (++calls == 10) throw std::runtime_error("no");
            };
        });
    };
    EXPECT_THROW(run(), std::runtime_error);
    EXPECT_LT(calls, 1'000'000);
}

TEST(RunParallel, BeginsNothingAfterAStop) {
    std::stop_source stop;
    int calls = 0;
    run_parallel(100, 1, stop.get_token(), [&](const std::stop_token&) -> Work {
        return [&](std::size_t) {
            if (++calls == 3) stop.request_stop();
        };
    });
    EXPECT_EQ(calls, 3);
}

}  // namespace
}  // namespace megactl::staticfiles
