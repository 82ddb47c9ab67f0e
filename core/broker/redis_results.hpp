#pragma once

#include "core/broker/result_backend.hpp"
#include "core/redis/connection.hpp"

#include <string>

namespace megactl::broker {

// Results in Redis as Celery keeps them: a key a task, which expires, and a message on the channel of its name for
// whoever waits.
class RedisResults final : public ResultBackend {
public:
    // `expires`: zero keeps them for ever.
    RedisResults(redis::Endpoint endpoint, std::string key_prefix, std::chrono::seconds expires);

    void ping() override;
    void store(std::span<const celery::TaskResult> results) override;
    std::optional<celery::TaskResult> fetch(std::string_view id) override;

private:
    std::string key_of(std::string_view id) const;

    redis::Connection connection_;
    redis::Script store_;
    std::string key_prefix_;
    std::chrono::seconds expires_;
};

}  // namespace megactl::broker
