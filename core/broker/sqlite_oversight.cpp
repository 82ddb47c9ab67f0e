#include "core/broker/sqlite_oversight.hpp"

#include <utility>

namespace megactl::broker {

void SqliteOversight::browse(const std::function<bool(Unacked message)>& look) {
    for (Unacked& message : queues_.unacked()) {
        if (!look(std::move(message))) return;
    }
}

Restored SqliteOversight::restore(std::span<const Unacked> messages) {
    Restored counts;
    counts.restored = queues_.restore_expired(messages);
    counts.missed = messages.size() - counts.restored;
    return counts;
}

}  // namespace megactl::broker
