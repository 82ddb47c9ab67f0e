#pragma once

#include "core/base/result.hpp"
#include "core/tls/server_context.hpp"

#include <sys/types.h>

#include <chrono>
#include <compare>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace megactl::serve {

// Tells whether files have changed, whatever way they are replaced: written anew, renamed over, or reached through a
// link or a folder that is swapped (certbot, Kubernetes). What counts is where the name leads now.
class WatchedFiles {
public:
    explicit WatchedFiles(std::vector<std::filesystem::path> files);

    // Since it was made, or was asked last.
    bool have_changed();

private:
    struct Stamp {
        dev_t device = 0;
        ino_t inode = 0;
        off_t size = -1;  // of a file that can't be seen
        std::int64_t written = 0;
        std::int64_t changed = 0;  // owner and mode count as well
        auto operator<=>(const Stamp&) const = default;
    };
    std::vector<Stamp> stamps() const;

    std::vector<std::filesystem::path> files_;
    std::vector<Stamp> seen_;
};

// Keeps what a server presents as its files have it: a renewed pair is served as soon as both halves are there and
// belong together, and one that can't be served leaves the old one in place and is told of once. Connections go on.
class PairWatch {
public:
    // The pair that the files hold now, or why it can't be served.
    using Load = std::function<Result<tls::ServerContext>()>;

    struct Pace {
        std::chrono::milliseconds look{1'000};                        // at the files
        std::chrono::milliseconds patience{5'000};                    // for the other half of a renewal
        std::chrono::milliseconds renewal = std::chrono::hours(24);   // of the keys of session tickets
        std::chrono::seconds expires_within = std::chrono::days(30);  // from then on the end is told of
    };

    // `served` outlives it; `load` is called on its own thread.
    PairWatch(tls::ServedContext& served, WatchedFiles files, Load load, Pace pace);
    PairWatch(tls::ServedContext& served, WatchedFiles files, Load load)
        : PairWatch(served, std::move(files), std::move(load), Pace()) {}
    PairWatch(const PairWatch&) = delete;
    PairWatch& operator=(const PairWatch&) = delete;

    // Reads the files soon, and tells what came of it. Safe from every thread, and waits for nothing.
    void reload();

private:
    enum class Voice { silent, once, always };

    void watch(const std::stop_token& stop);
    void take(Voice voice);
    void look();
    void renew_tickets();

    tls::ServedContext& served_;
    WatchedFiles files_;
    Load load_;
    Pace pace_;
    std::chrono::steady_clock::time_point told_at_{};  // when a fault that stays is one
    std::chrono::steady_clock::time_point renew_at_;
    std::string fault_;  // why the files' pair is not served; empty: it is
    std::string told_;   // the last one that was told of

    std::mutex mutex_;
    std::condition_variable_any wake_;
    bool must_reload_ = false;  // guarded
    std::jthread watcher_;      // last: it uses the others
};

}  // namespace megactl::serve
