#pragma once

#include "core/links/link_store.hpp"
#include "core/links/link_table.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

namespace megactl::links {

// The links as they are in the database now, or were when it was last there: a thread of its own reads them again when
// they change. An edit shows within a quarter of a second, raw SQL that hides from may_have_changed() within three.
class LiveLinks {
public:
    struct Pace {
        std::chrono::milliseconds look{250};    // how often it is asked whether something has changed
        std::chrono::milliseconds read{3'000};  // how often all is read, changed or not
    };

    // Reads the links once; throws what the store throws.
    LiveLinks(std::unique_ptr<LinkStore> store, Pace pace);
    explicit LiveLinks(std::unique_ptr<LinkStore> store) : LiveLinks(std::move(store), Pace()) {}

    // Safe from every thread. `version` changes with each table, so that a loop takes a new one only then.
    std::shared_ptr<const LinkTable> table() const;
    std::uint64_t version() const { return version_.load(std::memory_order_acquire); }
    bool is_database_away() const { return is_away_.load(std::memory_order_relaxed); }
    // Reads again without delay.
    void reload();

private:
    void watch(const std::stop_token& stop);
    void read();
    void refresh();

    std::unique_ptr<LinkStore> store_;
    Pace pace_;
    std::chrono::steady_clock::time_point next_reading_{};
    std::atomic<std::uint64_t> version_ = 0;
    std::atomic<bool> is_away_ = false;

    mutable std::mutex mutex_;
    std::shared_ptr<const LinkTable> table_;  // guarded
    bool must_reload_ = false;                // guarded
    std::condition_variable_any wake_;
    std::jthread watcher_;  // last: it uses the others
};

}  // namespace megactl::links
