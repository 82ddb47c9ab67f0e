#include "core/broker/drained_queues.hpp"

#include <algorithm>

namespace megactl::broker {

DrainedQueues::DrainedQueues(const ControlPlace& place)
    : key_(KombuLayout(place.key_prefix).drained()), connection_(place.endpoint) {}

std::map<std::string, DrainedQueues::Queues> DrainedQueues::all() {
    std::map<std::string, Queues> drained;
    for (const redis::Reply& member : connection_.call({"SMEMBERS", key_}).elements) {
        if (auto entry = decode_binding(member.text)) drained[entry->routing_key].push_back(std::move(entry->queue));
    }
    for (auto& [worker, queues] : drained)
        std::ranges::sort(queues);
    return drained;
}

void DrainedQueues::add(std::string_view worker, const Queues& queues) {
    change("SADD", worker, queues);
}

void DrainedQueues::forget(std::string_view worker, const Queues& queues) {
    change("SREM", worker, queues);
}

void DrainedQueues::change(std::string_view verb, std::string_view worker, const Queues& queues) {
    if (queues.empty()) return;
    redis::Commands command;
    command.begin(2 + queues.size()).add_word(verb).add_word(key_);
    for (const std::string& queue : queues)
        command.add_word(encode(Binding{std::string(worker), "", queue}));
    connection_.call(command);
}

}  // namespace megactl::broker
