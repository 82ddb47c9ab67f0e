#include "core/broker/redis_results.hpp"

#include "core/broker/redis_result_scripts.hpp"
#include "core/log/log.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::broker {
namespace {

std::string key_of(std::string_view id) {
    return fmt::format("celery-task-meta-{}", id);
}

}  // namespace

RedisResults::RedisResults(redis::Endpoint endpoint, std::chrono::seconds expires)
    : connection_(std::move(endpoint)), store_(scripts::store), expires_(expires) {}

void RedisResults::ping() {
    connection_.call({"PING"});
}

void RedisResults::store(std::span<const celery::TaskResult> results) {
    constexpr std::size_t chunk_size = 500;  // so that no call keeps the server long from others
    for (std::size_t begin = 0; begin < results.size(); begin += chunk_size) {
        std::vector<std::string> keys;
        std::vector<std::string> arguments{std::to_string(expires_.count())};
        for (const auto& result : results.subspan(begin, std::min(chunk_size, results.size() - begin))) {
            keys.push_back(key_of(result.id));
            arguments.push_back(celery::encode(result));
        }
        connection_.run(store_, keys, arguments);
    }
}

std::optional<celery::TaskResult> RedisResults::fetch(std::string_view id) {
    const redis::Reply reply = connection_.call({"GET", key_of(id)});
    if (reply.kind == redis::Reply::Kind::nil) return std::nullopt;
    auto result = celery::decode_result(reply.text);
    if (!result) {
        // A pickle, or no result at all: to ask again would say no more.
        log::event(log::Level::warning, "broker", "a result can't be read",
                   {{"key", key_of(id)}, {"reason", result.error().reason}});
        return std::nullopt;
    }
    result->id = id;  // whatever it says of itself
    return *std::move(result);
}

}  // namespace megactl::broker
