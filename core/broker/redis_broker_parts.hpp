#pragma once

#include "core/broker/redis_broker.hpp"
#include "core/broker/redis_scripts.hpp"

#include <string_view>

namespace megactl::broker {

// What the source files of RedisBroker share.

struct RedisBroker::Scripts {
    redis::Script publish{scripts::publish};
    redis::Script take{scripts::take};
    redis::Script put_back{scripts::put_back};
    redis::Script forget{scripts::forget};
    redis::Script bury{scripts::bury};
    redis::Script renew{scripts::renew};
    redis::Script release{scripts::release};
};

// A tag of megactl's own is `megactl:HOLDER:SERIAL`; others are Celery's.
constexpr std::string_view tag_begin = "megactl:";
std::string tag_of(std::string_view holder, std::uint64_t serial);
std::optional<std::string_view> holder_of(std::string_view tag);

// What one call to the server may hold, so that none keeps it long from others.
constexpr std::size_t chunk_size = 500;

// Calls `act` with one part of `all` after the other.
template <class Element, class Act>
void in_chunks(std::span<Element> all, Act act) {
    for (std::size_t begin = 0; begin < all.size(); begin += chunk_size)
        act(all.subspan(begin, std::min(chunk_size, all.size() - begin)));
}

}  // namespace megactl::broker
