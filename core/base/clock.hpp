#pragma once

#include <chrono>

namespace megactl {

// What time it is, so that tests and `--at` can say.
class Clock {
public:
    virtual ~Clock() = default;
    virtual std::chrono::sys_seconds now() const = 0;
};

class SystemClock final : public Clock {
public:
    std::chrono::sys_seconds now() const override {
        return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    }
};

class FixedClock final : public Clock {
public:
    explicit FixedClock(std::chrono::sys_seconds now) : now_(now) {}
    std::chrono::sys_seconds now() const override { return now_; }

private:
    std::chrono::sys_seconds now_;
};

}  // namespace megactl
