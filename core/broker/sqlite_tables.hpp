#pragma once

#include "core/broker/sqlite_store.hpp"

#include <string>
#include <string_view>

namespace megactl::broker {

// The tables of an embedded queue: kombu's two, and megactl's own beside them.
const SqliteSchema& queue_schema();
extern const char* const own_queue_tables;  // each unless it is there

// kombu serves a queue by timestamp and id, and puts messages without a timestamp: a priority becomes a timestamp no
// clock will reach, which Python reads as one and serves in this order as well. The rank of priority 0 is none.
std::string rank_of(int priority);
int priority_of(std::string_view rank);

}  // namespace megactl::broker
