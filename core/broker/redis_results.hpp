#pragma once

#include "core/broker/result_backend.hpp"
#include "core/redis/connection.hpp"

namespace megactl::broker {

// Results in Redis as Celery keeps them: a key a task, which expires, and a message on the channel of its name for
// whoever waits.
class RedisResults final : public ResultBackend {
public:
    // `expires`: zero keeps them for ever.
    RedisResults(redis::Endpoint endpoint, std::chrono::seconds expires);

    void ping() override;
    void store(std::span<const celery::TaskResult> results) override;
    std::optional<celery::TaskResult> fetch(std::string_view id) override;

private:
    redis::Connection connection_;
    redis::Script store_;
    std::chrono::seconds expires_;
};

}  // namespace megactl::broker
