#include "core/staticfiles/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace megactl::staticfiles {
namespace {

// The first exception of several threads.
class FirstFailure {
public:
    void keep(std::exception_ptr failure) {
        const std::scoped_lock lock(mutex_);
        if (!failure_) failure_ = std::move(failure);
    }

    // Once the threads have ended.
    void rethrow() const {
        if (failure_) std::rethrow_exception(failure_);
    }

private:
    std::mutex mutex_;
    std::exception_ptr failure_;
};

}  // namespace

void run_parallel(std::size_t count, std::size_t threads, const std::stop_token& stop,
                  const std::function<Work(const std::stop_token&)>& make_worker) {
    // Work listens to one token, which falls to a stop from outside and to the failure of a neighbour alike.
    std::stop_source all;
    const std::stop_callback from_outside(stop, [&] { all.request_stop(); });
    std::atomic<std::size_t> next = 0;
    FirstFailure failure;
    const auto body = [&] {
        try {
            const Work work = make_worker(all.get_token());
            while (!all.stop_requested()) {
                const std::size_t index = next.fetch_add(1, std::memory_order_relaxed);
                if (index >= count) return;
                work(index);
            }
        } catch (...) {
            failure.keep(std::current_exception());
            all.request_stop();
        }
    };
    {
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < std::min(threads, count); ++i)
            others.emplace_back(body);
        if (count > 0) body();
    }
    failure.rethrow();
}

}  // namespace megactl::staticfiles
