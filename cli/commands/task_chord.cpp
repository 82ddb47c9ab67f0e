#include "cli/commands/task_chord.hpp"

#include "cli/commands/queue_filter.hpp"
#include "cli/commands/task_runs.hpp"
#include "cli/table.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/broker/kombu_layout.hpp"
#include "core/broker/oversight.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace megactl::cli::commands {
namespace {

bool has_failed(const celery::ChordProgress::Ended& ended) {
    return ended.state != celery::name_of(celery::State::success);
}

// A part that has neither ended nor is found.
OpenPart lost_at(std::int64_t index) {
    OpenPart part;
    part.index = index;
    return part;
}

// In the order of their places: those that are found, and the places that are neither taken by one of them nor ended.
// Where places are not written down, or nested groups share them, only what is found can be told.
std::vector<OpenPart> open_parts(const celery::ChordProgress& progress, std::vector<OpenPart> found) {
    std::set<std::int64_t> places;
    std::set<std::string> ended;
    for (const celery::ChordProgress::Ended& part : progress.ended) {
        ended.insert(part.id);
        if (part.index) places.insert(*part.index);
    }
    const bool has_places = places.size() == progress.ended.size();
    std::erase_if(found, [&](const OpenPart& part) { return ended.contains(part.id); });
    for (const OpenPart& part : found) {
        if (part.index) places.insert(*part.index);
    }
    if (has_places && places.size() == progress.ended.size() + found.size()) {
        const auto parts = static_cast<std::int64_t>(std::min<std::size_t>(progress.parts, 100'000));
        for (std::int64_t place = 0; place < parts; ++place) {
            if (!places.contains(place)) found.push_back(lost_at(place));
        }
    }
    std::ranges::stable_sort(found, {}, [](const OpenPart& part) { return part.index.value_or(INT64_MAX); });
    return found;
}

std::string place_of(const OpenPart& part) {
    if (part.id.empty()) return "in no queue: running, or lost";
    return fmt::format("{} {}", part.is_held ? "held by a worker, from" : "waits in", part.queue);
}

void print_json(Terminal& terminal, const std::string& group, const celery::ChordProgress& progress,
                const std::vector<OpenPart>& open) {
    celery::TaskResult unknown;
    unknown.id = group;
    JsonWriter json;
    write_standing(json.begin_object(), unknown, "CHORD");
    json.member("parts", std::uint64_t{progress.parts}).member("ended", std::uint64_t{progress.ended.size()});
    json.key("failed").begin_array();
    for (const celery::ChordProgress::Ended& part : progress.ended) {
        if (has_failed(part)) json.value(part.id);
    }
    json.end_array().key("missing").begin_array();
    for (const OpenPart& part : open) {
        json.begin_object().key("index");
        if (part.index) {
            json.value(*part.index);
        } else {
            json.null();
        }
        json.member_or_null("id", part.id).member_or_null("task", part.task).member_or_null("queue", part.queue);
        json.member("held", part.is_held).end_object();
    }
    terminal.print(std::move(json.end_array().end_object()).take());
}

}  // namespace

std::vector<OpenPart> parts_of_chord(broker::Broker& broker, const std::string& group) {
    std::vector<OpenPart> parts;
    const auto add = [&](const std::string& payload, const std::string& queue, bool is_held) {
        const Read read = celery::decode(payload);
        if (read && read->group == group) parts.push_back({read->group_index, read->id, read->task, queue, is_held});
        return true;
    };
    for (const broker::QueueState& state : broker.queues()) {
        if (state.waiting == 0 || state.name == broker::KombuLayout::dead_queue) continue;
        broker.browse(state.name,
                      [&](const broker::Waiting& message) { return add(message.payload, state.name, false); });
    }
    broker.oversee()->browse([&](const broker::Unacked& message) { return add(message.payload, message.queue, true); });
    return parts;
}

void print_chord(Context& context, const Invocation& invocation, const std::string& group,
                 const celery::ChordProgress& progress, const std::vector<OpenPart>& found) {
    const std::vector<OpenPart> open = open_parts(progress, found);
    if (invocation.value("--format").value_or("text") == "json")
        return print_json(context.terminal, group, progress, open);
    const auto failed = std::ranges::count_if(progress.ended, has_failed);
    const std::string wreck = failed == 0 ? "" : fmt::format(", {} of them not well", failed);
    Table fields({{}, {.title = "", .yields = 1}});
    fields.add({Cell(std::string("id")).in(report::Ink::dim), Cell(group)});
    fields.add({Cell(std::string("state")).in(report::Ink::dim), Cell(std::string("CHORD")).in(report::Ink::bold)});
    fields.add({Cell(std::string("parts")).in(report::Ink::dim),
                Cell(fmt::format("{} of {} have ended{}", progress.ended.size(), progress.parts, wreck))});
    print(context.terminal, fields);
    if (open.empty()) return;
    context.terminal.print("\n");
    Table missing({{.title = "PART", .is_number = true},
                   {.title = "ID", .yields = 2},
                   {.title = "TASK", .yields = 1},
                   {.title = "WHERE", .yields = 3}});
    for (const OpenPart& part : open) {
        const auto known = [](const std::string& text) { return Cell(text.empty() ? "?" : text, text); };
        missing.add({known(part.index ? std::to_string(*part.index) : ""), known(part.id), known(part.task),
                     Cell(place_of(part)).in(report::Ink::warning)});
    }
    print(context.terminal, missing);
}

}  // namespace megactl::cli::commands
