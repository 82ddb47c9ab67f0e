#pragma once

#include "core/broker/redis_broker.hpp"
#include "core/broker/redis_scripts.hpp"
#include "core/celery/message.hpp"

#include <string_view>

namespace megactl::broker {

// What the source files of RedisBroker share.

struct RedisBroker::Scripts {
    redis::Script publish{scripts::publish};
    redis::Script take{scripts::take};
    redis::Script end{scripts::end};
    redis::Script put_back{scripts::put_back};
    redis::Script forget{scripts::forget};
    redis::Script bury{scripts::bury};
    redis::Script renew{scripts::renew};
    redis::Script release{scripts::release};
};

// A tag of megactl's own is `megactl:HOLDER:SERIAL`, the serial number being the microseconds of the holder's clock
// when it was taken, or a little more; others are Celery's.
constexpr std::string_view tag_begin = "megactl:";
std::string tag_of(std::string_view holder, std::uint64_t serial);
std::optional<std::string_view> holder_of(std::string_view tag);
std::optional<celery::Time> time_of(std::string_view tag);  // nothing of Celery's

// Where messages go, in the call of a script. Keys: lists, then bindings; arguments: the number of lists, a member a
// binding, then for each message the number of its list's key and its payload.
class Destinations {
public:
    // Adds them to the call's keys and arguments, which look into the messages and into this.
    Destinations(const KombuLayout& layout, std::span<const Outgoing> messages, std::vector<std::string>& keys,
                 std::vector<std::string_view>& arguments);
    Destinations(const Destinations&) = delete;
    Destinations& operator=(const Destinations&) = delete;

private:
    std::map<std::pair<std::string_view, int>, std::string> lists_;  // by queue and priority, their keys' numbers
    std::vector<std::string> bindings_;
    std::string list_count_;
};

// What one call to the server may hold, so that none keeps it long from others.
constexpr std::size_t chunk_size = 500;

// Calls `act` with one part of `all` after the other.
template <class Element, class Act>
void in_chunks(std::span<Element> all, Act act) {
    for (std::size_t begin = 0; begin < all.size(); begin += chunk_size)
        act(all.subspan(begin, std::min(chunk_size, all.size() - begin)));
}

}  // namespace megactl::broker
