#include "core/worker/strangers.hpp"

#include "core/base/backoff.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace megactl::worker {
namespace {

constexpr std::size_t farthest = 1000;
constexpr std::chrono::milliseconds first_pause{1'000};
constexpr std::chrono::milliseconds longest_pause{30'000};
constexpr std::size_t messages_in_a_share = 100;

}  // namespace

bool Strangers::is_paused(const std::string& queue, Instant now) const {
    const auto found = queues_.find(queue);
    return found != queues_.end() && now < found->second.paused_until;
}

std::size_t Strangers::ahead(const std::string& queue) const {
    const auto found = queues_.find(queue);
    return found == queues_.end() ? 0 : found->second.ahead;
}

void Strangers::saw(const std::string& queue, const Look& look, Instant now) {
    if (look.unknown == 0) {
        queues_.erase(queue);
        return;
    }
    State& state = queues_[queue];
    if (look.known > 0) {
        state = {.ahead = std::min(look.unknown, farthest)};
        return;
    }
    // Nothing but strangers. Is there more behind them?
    const bool saw_all = look.unknown < look.asked || look.unknown >= farthest;
    state.ahead = std::min(2 * look.unknown, farthest);
    if (!saw_all) return;
    state.paused_until = now + backoff_ceiling(first_pause, longest_pause, state.looks_in_vain++);
}

void Strangers::look_again() {
    for (auto& [queue, state] : queues_)
        state.paused_until = {};
}

std::vector<UnknownShare> unknown_shares(broker::Broker& broker, std::span<const std::string> queues,
                                         const TaskRegistry& registry) {
    std::vector<UnknownShare> shares;
    for (const std::string& queue : queues) {
        UnknownShare share{.queue = queue};
        std::set<std::string> names;
        for (const std::string& payload : broker.peek(queue, messages_in_a_share)) {
            ++share.looked_at;
            auto message = celery::decode(payload);
            if (!message || registry.find(message->task) != nullptr) continue;
            ++share.unknown;
            names.insert(std::move(message->task));
        }
        share.tasks.assign(names.begin(), names.end());
        if (share.unknown > 0) shares.push_back(std::move(share));
    }
    return shares;
}

}  // namespace megactl::worker
