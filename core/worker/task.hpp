#pragma once

#include "core/celery/message.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace megactl::worker {

// How a run of a task ended. Never by an exception: an Error{service} that a handler throws is taken for Postponed, all
// else for Failed.
struct Succeeded {
    std::string value = "null";  // JSON text
};
struct Retried {
    std::string reason;                                // one sentence, for result and log
    std::optional<std::chrono::milliseconds> delay{};  // else the policy's backoff
};
// A service that the task needs is away: no failure of the task. It comes again until the service is back, however
// often that takes, and none of it counts as a retry.
struct Postponed {
    std::string reason;
};
struct Failed {
    std::string reason;
    std::string exception = "RuntimeError";  // a class that Python knows
    std::string module = "builtins";
};
using Outcome = std::variant<Succeeded, Retried, Postponed, Failed>;

struct RetryPolicy {
    std::int64_t most = 3;                    // Celery's max_retries
    bool backs_off = true;                    // 1, 2, 4 … s, full jitter
    std::chrono::seconds longest{600};        // Celery's retry_backoff_max
    std::chrono::milliseconds delay{60'000};  // without backoff
    std::chrono::seconds longest_away{30};    // between two tries of what is postponed
};

// What runs the messages of one task name.
struct Handler {
    // Runs up to `batch` messages at once and answers each, in order. Called from several threads at a time.
    std::function<std::vector<Outcome>(std::span<const celery::Message>)> run;
    std::size_t batch = 1;
    bool acknowledges_late = true;  // after the result is stored; else before the run
    RetryPolicy retries{};
    // Between the begins of two; nothing: they begin as they come. Each worker counts for itself.
    std::optional<std::chrono::microseconds> pace{};
};

// For Handler::run, of a task that is run by itself.
template <class Run>
std::function<std::vector<Outcome>(std::span<const celery::Message>)> each(Run run) {
    return [run = std::move(run)](std::span<const celery::Message> messages) {
        std::vector<Outcome> outcomes;
        outcomes.reserve(messages.size());
        for (const celery::Message& message : messages)
            outcomes.push_back(run(message));
        return outcomes;
    };
}

// Task names and their handlers: what a worker can run. Filled before the worker starts, then only read.
class TaskRegistry {
public:
    void add(std::string name, Handler handler);
    const Handler* find(std::string_view name) const;
    std::vector<std::string> names() const;  // sorted

private:
    std::map<std::string, Handler, std::less<>> handlers_;
};

}  // namespace megactl::worker
