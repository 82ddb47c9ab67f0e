#include "core/base/bounded_queue.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>

namespace megactl {
namespace {

std::chrono::steady_clock::time_point at_once() {
    return std::chrono::steady_clock::now();
}
std::chrono::steady_clock::time_point much_later() {
    return std::chrono::steady_clock::now() + std::chrono::seconds(30);
}

TEST(BoundedQueue, GivesItsItemsInOrder) {
    BoundedQueue<int> queue(3);
    for (const int item : {1, 2, 3})
        EXPECT_TRUE(queue.push(item));
    EXPECT_EQ(queue.pop(), 1);
    EXPECT_EQ(queue.pop_some(5, much_later()), (std::vector{2, 3}));
}

TEST(BoundedQueue, GivesAsManyAsAreWanted) {
    BoundedQueue<int> queue(3);
    for (const int item : {1, 2, 3})
        EXPECT_TRUE(queue.push(item));
    EXPECT_EQ(queue.pop_some(2, at_once()), (std::vector{1, 2}));
}

TEST(BoundedQueue, GivesNothingAtTheDeadline) {
    BoundedQueue<int> queue(1);
    EXPECT_TRUE(queue.pop_some(1, at_once()).empty());
    EXPECT_FALSE(queue.is_finished());
}

TEST(BoundedQueue, TakesNothingOnceItIsClosedAndGivesWhatItHolds) {
    BoundedQueue<std::unique_ptr<int>> queue(2);
    EXPECT_TRUE(queue.push(std::make_unique<int>(7)));
    queue.close();
    EXPECT_FALSE(queue.push(std::make_unique<int>(8)));
    EXPECT_FALSE(queue.is_finished());
    EXPECT_EQ(**queue.pop(), 7);
    EXPECT_EQ(queue.pop(), std::nullopt);
    EXPECT_TRUE(queue.is_finished());
}

TEST(BoundedQueue, WakesWhoWaitsWhenItIsClosed) {
    BoundedQueue<int> empty(1);
    BoundedQueue<int> full(1);
    EXPECT_TRUE(full.push(1));
    const std::jthread taker([&] { EXPECT_EQ(empty.pop(), std::nullopt); });
    const std::jthread bringer([&] { EXPECT_FALSE(full.push(2)); });
    empty.close();
    full.close();
}

TEST(BoundedQueue, CarriesEveryItemOfManyThreads) {
    constexpr int each = 2000;
    BoundedQueue<int> queue(4);
    std::atomic<long> sum = 0;
    {
        std::vector<std::jthread> takers;
        takers.reserve(2);
        for (int i = 0; i < 2; ++i) {
            takers.emplace_back([&] {
                while (const auto item = queue.pop())
                    sum += *item;
            });
        }
        {
            std::vector<std::jthread> bringers;
            bringers.reserve(3);
            for (int i = 0; i < 3; ++i) {
                bringers.emplace_back([&] {
                    for (int item = 1; item <= each; ++item)
                        queue.push(item);
                });
            }
        }
        queue.close();
    }
    EXPECT_EQ(sum, 3L * each * (each + 1) / 2);
}

}  // namespace
}  // namespace megactl
