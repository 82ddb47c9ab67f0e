#include "cli/commands/queue_held.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::cli::commands {

MeantHeld meant_held_typed(const Context& context, const Invocation& invocation) {
    return {invocation.value("--queue").value_or(""), filter_typed(invocation), context.clock.now()};
}

const std::string& id_of(const Read& read) {
    return read ? read->id : read.error().id;
}

HeldRow row_of(const broker::Unacked& message, const std::string& id, const Reported& reported) {
    using Holder = broker::Unacked::Holder;
    if (message.holder == Holder::gone) return {HeldRow::State::gone, message.holder_name};
    const auto node = id.empty() ? reported.nodes.end() : reported.nodes.find(id);
    if (node != reported.nodes.end()) return {HeldRow::State::held, node->second};
    if (message.holder == Holder::lives) return {HeldRow::State::held, message.holder_name};
    return {message.holder == Holder::overdue ? HeldRow::State::overdue : HeldRow::State::young, ""};
}

std::string_view name_of(HeldRow::State state) {
    switch (state) {
        case HeldRow::State::held: return "held";
        case HeldRow::State::gone: return "gone";
        case HeldRow::State::overdue: return "overdue";
        case HeldRow::State::young: break;
    }
    return "young";
}

Walk walk_held(broker::Oversight& oversight, const MeantHeld& meant,
               const std::function<bool(broker::Unacked message, const Read& read)>& look,
               const std::stop_token& stop) {
    Walk walk;
    oversight.browse([&](broker::Unacked message) {
        if (stop.stop_requested()) return false;
        if (!meant.queue.empty() && message.queue != meant.queue) return true;
        ++walk.seen;
        const Read read = celery::decode(message.payload);
        const inspect::Match match =
            read ? inspect::match(meant.filter, *read, meant.now) : inspect::match(meant.filter, read.error());
        if (match == inspect::Match::ageless) ++walk.ageless;
        return match != inspect::Match::yes || look(std::move(message), read);
    });
    return walk;
}

void tell_unknown_holders(Context& context, const std::optional<broker::ControlPlace>& control) {
    if (context.is_quiet || control) return;
    context.terminal.tell("what Celery's workers hold of an embedded queue is written down nowhere\n");
}

}  // namespace megactl::cli::commands
