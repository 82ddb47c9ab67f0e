#include "core/project/live_broker.hpp"

#include "core/base/text.hpp"

#include <charconv>
#include <string_view>

namespace megactl::project {
namespace {

std::uint64_t number_in(std::string_view text) {
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace

LiveBroker::Redis read_redis_info(std::string_view info) {
    LiveBroker::Redis redis;
    for (const std::string_view line : split(info, '\n')) {
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const std::string_view name = line.substr(0, colon);
        const std::string_view value = trim(line.substr(colon + 1));
        if (name == "redis_version") redis.version = value;
        if (name == "role") redis.is_replica = value == "slave";
        if (name == "used_memory") redis.used_memory = number_in(value);
        if (name == "maxmemory") redis.max_memory = number_in(value);
        if (name == "maxmemory_policy") redis.eviction = value;
        if (name == "aof_enabled") redis.appends_to_file = value == "1";
        const bool is_outcome = name == "rdb_last_bgsave_status" || name == "aof_last_write_status";
        if (is_outcome && value == "err") redis.has_failed_to_save = true;
    }
    return redis;
}

}  // namespace megactl::project
