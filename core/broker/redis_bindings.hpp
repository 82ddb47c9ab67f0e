#pragma once

#include "core/broker/kombu_layout.hpp"
#include "core/redis/connection.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace megactl::broker {

// Which queues exchanges serve, each looked up once.
class RedisBindings {
public:
    // Both outlive this.
    RedisBindings(redis::Connection& connection, const KombuLayout& layout)
        : connection_(connection), layout_(layout) {}

    // Where what is held came from; nothing where that is not written down any more.
    std::optional<std::string> queue_of(const HeldEntry& entry);

private:
    redis::Connection& connection_;
    const KombuLayout& layout_;
    std::map<std::string, std::vector<Binding>, std::less<>> known_;  // by exchange
};

}  // namespace megactl::broker
