#pragma once

#include "core/celery/task_result.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>

namespace megactl::broker {

// Where results are kept. One thread at a time; failures as of Broker.
class ResultBackend {
public:
    virtual ~ResultBackend() = default;

    virtual void ping() = 0;
    // Keeps each for the time that results are kept, and wakes who waits for it. A SUCCESS is never replaced.
    virtual void store(std::span<const celery::TaskResult> results) = 0;
    // Nothing where no result is kept (the task is unknown, waits, or its result has expired), or none of Celery's.
    virtual std::optional<celery::TaskResult> fetch(std::string_view id) = 0;
};

// Keeps nothing: `disabled://`, and tasks whose results nobody wants.
class NoResults final : public ResultBackend {
public:
    void ping() override {}
    void store(std::span<const celery::TaskResult> /*results*/) override {}
    std::optional<celery::TaskResult> fetch(std::string_view /*id*/) override { return std::nullopt; }
};

}  // namespace megactl::broker
