#pragma once

#include "core/base/backoff.hpp"
#include "core/broker/control.hpp"
#include "core/celery/message.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace megactl::worker {

// What becomes of a message whose task this worker does not know.
enum class Unknown {
    leave,        // somebody else's: it goes back to where it was
    dead_letter,  // into `megactl.dead`
    reject,       // as Celery does: FAILURE NotRegistered, and gone
};

celery::Time system_now();

struct WorkerOptions {
    std::string name;                 // `megactl@web-1`, as results and logs tell it
    std::vector<std::string> queues;  // the first one is served first
    std::size_t threads = 2;
    Unknown unknown = Unknown::leave;
    bool is_burst = false;                           // ends where nothing is left to do
    std::chrono::milliseconds grace{30'000};         // of running tasks, once a stop is asked for
    std::chrono::milliseconds poll{1'000};           // the longest wait for a message at a time
    std::chrono::milliseconds longest_wait{30'000};  // for a place that is away
    // Where remote control asks it and tells it what to do; nothing: nowhere.
    std::optional<broker::ControlPlace> control{};
    std::string version{};  // of megactl, for whoever asks
    // What it goes by, for whoever asks: Celery's names and the values as they may be shown.
    std::vector<std::pair<std::string, std::string>> told_settings{};
    std::function<celery::Time()> now = system_now;  // for what messages say of time
    Draw draw = megactl::draw;
    // Called by the thread that receives, at least once in `longest_wait` and the time that a broker takes.
    std::function<void()> on_round = [] {};
    // Called once no more is received, with the number of messages whose tasks run.
    std::function<void(std::size_t)> on_stopping = [](std::size_t) {};
};

// How it went, once a worker has ended.
struct WorkerAccount {
    std::size_t done = 0;
    std::size_t failed = 0;
    std::size_t retried = 0;
    std::size_t postponed = 0;  // while a service was away, each time
    std::size_t expired = 0;
    std::size_t revoked = 0;
    std::size_t buried = 0;      // dead letters
    std::size_t given_back = 0;  // unfinished or not begun, at the end
    std::size_t unfinished = 0;  // still running when their grace was over
    std::size_t unsettled = 0;   // run, but no place took their results in time
    bool is_shut_down = false;   // by remote control
};

}  // namespace megactl::worker
