#include "core/broker/redis_bindings.hpp"

#include <algorithm>
#include <utility>

namespace megactl::broker {

std::optional<std::string> RedisBindings::queue_of(const HeldEntry& entry) {
    if (entry.exchange.empty()) return entry.routing_key;
    auto looked_up = known_.find(entry.exchange);
    if (looked_up == known_.end()) {
        looked_up = known_.emplace(entry.exchange, std::vector<Binding>()).first;
        for (const redis::Reply& member : connection_.call({"SMEMBERS", layout_.binding(entry.exchange)}).elements) {
            if (auto binding = decode_binding(member.text)) looked_up->second.push_back(*std::move(binding));
        }
    }
    const auto found = std::ranges::find(looked_up->second, entry.routing_key, &Binding::routing_key);
    if (found == looked_up->second.end()) return std::nullopt;
    return found->queue;
}

}  // namespace megactl::broker
