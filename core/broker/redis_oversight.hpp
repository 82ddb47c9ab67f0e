#pragma once

#include "core/broker/kombu_layout.hpp"
#include "core/broker/oversight.hpp"
#include "core/redis/connection.hpp"

#include <chrono>
#include <set>
#include <string>
#include <string_view>

namespace megactl::broker {

// What stands in kombu's `unacked`.
class RedisOversight final : public Oversight {
public:
    // `connection` and `layout` outlive this.
    RedisOversight(redis::Connection& connection, const KombuLayout& layout, std::chrono::seconds visibility_timeout)
        : connection_(connection), layout_(layout), visibility_timeout_(visibility_timeout) {}

    void browse(const std::function<bool(Unacked message)>& look) override;
    Restored restore(std::span<const Unacked> messages) override;

private:
    class Page;
    using Names = std::set<std::string, std::less<>>;

    // Of these holders, those whose leases are alive.
    Names living(const Names& holders);
    // What the tag and the score tell.
    Unacked taken(const std::string& tag, const std::string& score, const Names& alive,
                  std::chrono::milliseconds now) const;
    bool bury(const Unacked& message, const std::string& entry);

    redis::Connection& connection_;
    const KombuLayout& layout_;
    std::chrono::seconds visibility_timeout_;
};

}  // namespace megactl::broker
