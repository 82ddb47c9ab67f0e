#include "cli/commands/task_place.hpp"

#include "cli/commands/queue_held.hpp"
#include "core/broker/kombu_layout.hpp"

namespace megactl::cli::commands {

std::optional<WaitingPlace> find_waiting(broker::Broker& broker, const std::string& id) {
    for (const broker::QueueState& state : broker.queues()) {
        if (state.waiting == 0 || state.name == broker::KombuLayout::dead_queue) continue;
        WaitingPlace found{.queue = state.name};
        bool is_found = false;
        broker.browse(state.name, [&](const broker::Waiting& message) {
            is_found = id_of(celery::decode(message.payload)) == id;
            if (!is_found) ++found.ahead;
            return !is_found;
        });
        if (is_found) return found;
    }
    return std::nullopt;
}

std::optional<broker::DeadLetter> find_dead(broker::Broker& broker, const std::string& id) {
    std::optional<broker::DeadLetter> found;
    browse_dead(broker, [&](const broker::DeadLetter& letter) {
        if (id_of(celery::decode(letter.payload)) == id) found = letter;
        return !found;
    });
    return found;
}

void browse_dead(broker::Broker& broker, const std::function<bool(const broker::DeadLetter& letter)>& look) {
    broker.browse(broker::KombuLayout::dead_queue,
                  [&](const broker::Waiting& message) { return look(broker::decode_dead_letter(message.payload)); });
}

}  // namespace megactl::cli::commands
