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
    bool replace(const celery::TaskResult& seen, const celery::TaskResult& by) override;
    void browse_failed(const std::function<bool(celery::TaskResult)>& look) override;
    celery::ChordSupport chords() const override { return celery::ChordSupport::counted; }
    std::optional<celery::ChordProgress> progress_of(std::string_view group) override;
    void begin_chord(const celery::ChordSize& chord) override;
    std::optional<celery::ChordEnd> count(const celery::ChordPart& part) override;
    void forget_chord(std::string_view group) override;

private:
    redis::Connection connection_;
    redis::Script store_;
    redis::Script replace_;
    redis::Script count_;
    std::chrono::seconds expires_;
};

}  // namespace megactl::broker
