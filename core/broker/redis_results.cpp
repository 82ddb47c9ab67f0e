#include "core/broker/redis_results.hpp"

#include "core/broker/redis_result_scripts.hpp"
#include "core/log/log.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::broker {
namespace {

constexpr std::string_view key_begin = "celery-task-meta-";

std::string key_of(std::string_view id) {
    return std::string(key_begin).append(id);
}

// The parts of a chord that have ended, how many more there are than was said first, how many were said, and what
// only megactl writes: which were counted, and which came last.
std::vector<std::string> keys_of_chord(std::string_view group) {
    const std::string key = fmt::format("celery-taskset-meta-{}", group);
    return {key + ".j", key + ".t", key + ".s", key + ".megactl"};
}

}  // namespace

RedisResults::RedisResults(redis::Endpoint endpoint, std::chrono::seconds expires)
    : connection_(std::move(endpoint)),
      store_(scripts::store),
      replace_(scripts::replace),
      count_(scripts::count),
      expires_(expires) {}

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

bool RedisResults::replace(const celery::TaskResult& seen, const celery::TaskResult& by) {
    const std::vector<std::string> keys{key_of(seen.id)};
    const std::vector<std::string> arguments{std::string(state_name(seen)), std::string(worker_of(seen)),
                                             std::to_string(expires_.count()), celery::encode(by)};
    return connection_.run(replace_, keys, arguments).number() == 1;
}

void RedisResults::browse_failed(const std::function<bool(celery::TaskResult)>& look) {
    std::string cursor = "0";
    do {
        const redis::Reply page =
            connection_.call({"SCAN", cursor, "MATCH", std::string(key_begin) + "*", "COUNT", "500", "TYPE", "string"});
        cursor = page.at(0).text;
        const auto& keys = page.at(1).elements;
        if (keys.empty()) continue;
        redis::Commands gets;
        for (const redis::Reply& key : keys)
            gets.add({"GET", key.text});
        const auto documents = connection_.send(gets);
        for (std::size_t i = 0; i < documents.size(); ++i) {
            if (documents[i].text.find("FAILURE") == std::string::npos) continue;
            auto result = celery::decode_result(documents[i].text);
            if (!result || result->state != celery::State::failure) continue;
            result->id = keys[i].text.substr(key_begin.size());
            if (!look(*std::move(result))) return;
        }
    } while (cursor != "0");
}

std::optional<celery::ChordProgress> RedisResults::progress_of(std::string_view group) {
    const std::vector<std::string> keys = keys_of_chord(group);
    redis::Commands commands;
    commands.add({"GET", keys[2]});
    commands.add({"GET", keys[1]});
    commands.add({"ZRANGE", keys[0], "0", "-1", "WITHSCORES"});
    commands.add({"LRANGE", keys[0], "0", "-1"});
    const auto replies = connection_.send(commands);
    if (replies.at(0).kind != redis::Reply::Kind::text) return std::nullopt;
    celery::ChordProgress progress;
    progress.parts = static_cast<std::size_t>(std::max<std::int64_t>(0, replies[0].number() + replies.at(1).number()));
    // With `result_chord_ordered` off it is a list, without places; one of the two is refused.
    const bool is_list = !replies.at(3).is_error() && !replies[3].elements.empty();
    const auto& entries = is_list ? replies[3].elements : replies.at(2).elements;
    for (std::size_t i = 0; i < entries.size(); i += is_list ? 1 : 2) {
        auto ended = celery::decode_ended(entries[i].text);
        if (!ended) continue;
        if (!is_list && entries[i + 1].text != "inf") ended->index = entries[i + 1].number();
        progress.ended.push_back(*std::move(ended));
    }
    return progress;
}

void RedisResults::begin_chord(const celery::ChordSize& chord) {
    const std::string key = keys_of_chord(chord.group)[2];
    const std::string size = std::to_string(chord.parts);
    if (expires_ == std::chrono::seconds(0)) {
        connection_.call({"SET", key, size});
    } else {
        connection_.call({"SETEX", key, std::to_string(expires_.count()), size});
    }
}

std::optional<celery::ChordEnd> RedisResults::count(const celery::ChordPart& part) {
    std::vector<std::string> keys = keys_of_chord(part.group);
    keys.push_back(fmt::format("celery-taskset-meta-{}", part.group));
    const std::vector<std::string> arguments{part.index ? std::to_string(*part.index) : "+inf", celery::encode(part),
                                             std::to_string(expires_.count()), part.id};
    redis::Reply reply = connection_.run(count_, keys, arguments);
    if (reply.elements.size() != 2) return std::nullopt;
    celery::ChordEnd end{.header = std::move(reply.elements[1].text)};
    for (redis::Reply& text : reply.elements[0].elements)
        end.parts.push_back(std::move(text.text));
    return end;
}

void RedisResults::forget_chord(std::string_view group) {
    constexpr const char* an_hour = "3600";
    redis::Commands commands;
    for (const std::string& key : keys_of_chord(group))
        commands.add({"EXPIRE", key, an_hour});
    for (const redis::Reply& reply : connection_.send(commands)) {
        if (reply.is_error()) throw connection_.refused(reply);
    }
}

}  // namespace megactl::broker
