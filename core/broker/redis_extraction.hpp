#pragma once

#include "core/broker/extraction.hpp"
#include "core/broker/kombu_layout.hpp"
#include "core/redis/connection.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace megactl::broker {

// What one extraction has set aside in Redis: a list a priority beside those of its queue. Whoever finds its lease run
// out may put it back.
class AsideLists {
public:
    // `connection` outlives this.
    AsideLists(redis::Connection& connection, const KombuLayout& layout, std::string id, std::string queue);

    enum class Owner { alive, dead };
    const std::string& queue() const { return queue_; }
    // To the head of the queue, in its order; how many messages. Nothing where the owner was to be dead, and lives.
    std::optional<std::size_t> put_back(Owner owner);
    std::uint64_t count();

    static constexpr std::chrono::milliseconds lease{5000};

private:
    redis::Connection& connection_;
    const KombuLayout& layout_;
    std::string id_;
    std::string queue_;
};

// Sets messages aside page by page, and lets the chosen ones go.
//
// A Redis list gives nothing away from its middle in constant time, so those that stay must step aside as well until
// the last chosen one is gone: linear in the queue's length, and workers go on behind them meanwhile.
class RedisExtraction final : public Extraction {
public:
    // `connection` and `layout` outlive this.
    RedisExtraction(redis::Connection& connection, const KombuLayout& layout, ExtractionOrder order);
    RedisExtraction(const RedisExtraction&) = delete;
    RedisExtraction& operator=(const RedisExtraction&) = delete;
    ~RedisExtraction() override;

    std::vector<Waiting> next(std::size_t most) override;
    void commit(std::uint64_t number, std::span<const Outgoing> into) override;
    void close() override;

private:
    std::vector<std::string> next_page(int step, std::size_t most);

    redis::Connection& connection_;
    const KombuLayout& layout_;
    ExtractionOrder order_;
    std::string id_;
    std::size_t step_ = 0;  // of the priorities, the one that is walked through
    std::string chosen_;    // a digit for each message that was set aside last
    bool is_open_ = true;
};

}  // namespace megactl::broker
