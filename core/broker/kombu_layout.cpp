#include "core/broker/kombu_layout.hpp"

#include "core/base/clock.hpp"
#include "core/base/encoding.hpp"
#include "core/base/json.hpp"
#include "core/base/json_view.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/celery/control.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace megactl::broker {
namespace {

constexpr std::string_view separator = "\x06\x16";

// A held entry wraps a message, so it may be one deeper than that.
constexpr std::size_t entry_depth = 257;

struct Edit {
    std::size_t begin;
    std::size_t length;
    std::string text;
};

// What gives `object`, a part of `document`, this member.
Edit member_edit(std::string_view document, const JsonView& object, std::string_view name, std::string value) {
    const auto place_of = [&](std::string_view part) {
        return static_cast<std::size_t>(part.data() - document.data());
    };
    if (const auto known = object.member(name)) return {place_of(known->raw()), known->raw().size(), std::move(value)};
    const std::string_view comma = object.members().empty() ? "" : ", ";
    return {place_of(object.raw()) + 1, 0, fmt::format(R"("{}": {}{})", name, value, comma)};
}

std::string edited(std::string document, std::vector<Edit> edits) {
    // From the back, so that the places in front stay right.
    std::ranges::stable_sort(edits, std::ranges::greater(), &Edit::begin);
    for (const Edit& edit : edits)
        document.replace(edit.begin, edit.length, edit.text);
    return document;
}

bool says_redelivered(const std::optional<JsonView>& object) {
    const auto mark = object ? object->member("redelivered") : std::nullopt;
    return mark && mark->boolean().value_or(false);
}

std::optional<JsonView> delivery_info(const JsonView& envelope) {
    const auto properties = envelope.member("properties");
    return properties ? properties->member("delivery_info") : std::nullopt;
}

}  // namespace

std::string KombuLayout::list(std::string_view queue, int priority) const {
    const int step = priority_step(priority);
    std::string name = key(queue);
    if (step != 0) name.append(separator).append(std::to_string(step));
    return name;
}

std::string KombuLayout::aside(std::string_view id, int priority) const {
    return list(fmt::format("megactl:aside:{}", id), priority);
}

std::string KombuLayout::channel(std::uint32_t database, std::string_view exchange) const {
    return key(fmt::format("/{}.{}", database, exchange));
}

std::string KombuLayout::answers(std::string_view asker) const {
    return list(binding_of_asker(asker).queue, 0);
}

Binding KombuLayout::binding_of_asker(std::string_view asker) {
    return {std::string(asker), "", fmt::format("{}.{}", asker, celery::control_reply_exchange)};
}

Binding KombuLayout::binding_of_node(std::string_view node) {
    return {"", "", fmt::format("{}.{}", node, celery::control_exchange)};
}

std::optional<std::string> KombuLayout::node_of(const Binding& binding) {
    const std::string end = fmt::format(".{}", celery::control_exchange);
    if (!binding.queue.ends_with(end)) return std::nullopt;
    return binding.queue.substr(0, binding.queue.size() - end.size());
}

std::optional<std::string_view> KombuLayout::without_prefix(std::string_view key) const {
    if (!key.starts_with(prefix_)) return std::nullopt;
    return key.substr(prefix_.size());
}

int priority_step(int priority) {
    const auto* const above = std::ranges::upper_bound(priority_steps, priority);
    return above == std::begin(priority_steps) ? 0 : *std::prev(above);
}

std::string_view queue_of_list(std::string_view list) {
    return list.substr(0, list.find(separator));
}

bool is_internal_queue(std::string_view name) {
    return name.ends_with(".pidbox") || name.starts_with("celeryev.") || name.starts_with("megactl:");
}

std::string encode(const Binding& binding) {
    return fmt::format("{}{}{}{}{}", binding.routing_key, separator, binding.pattern, separator, binding.queue);
}

std::optional<Binding> decode_binding(std::string_view member) {
    const std::size_t first = member.find(separator);
    if (first == std::string_view::npos) return std::nullopt;
    const std::size_t second = member.find(separator, first + separator.size());
    if (second == std::string_view::npos) return std::nullopt;
    const std::size_t pattern = first + separator.size();
    return Binding{std::string(member.substr(0, first)), std::string(member.substr(pattern, second - pattern)),
                   std::string(member.substr(second + separator.size()))};
}

std::string held_suffix(std::string_view queue) {
    return fmt::format(R"(, "", {}])", json_quoted(queue));
}

std::optional<HeldEntry> decode_held(std::string_view entry) {
    const auto document = JsonView::parse(entry, entry_depth);
    if (!document) return std::nullopt;
    const auto parts = document->elements();
    if (parts.size() != 3 || !parts[0].is(JsonView::Kind::object)) return std::nullopt;
    const auto exchange = parts[1].text();
    const auto routing_key = parts[2].text();
    // A null exchange is the default one.
    if ((!exchange && !parts[1].is(JsonView::Kind::null)) || !routing_key) return std::nullopt;
    return HeldEntry{std::string(parts[0].raw()), exchange.value_or(""), *routing_key};
}

std::optional<EnvelopeMarks> envelope_marks(std::string_view payload) {
    const auto envelope = JsonView::parse(payload);
    if (!envelope || !envelope->is(JsonView::Kind::object)) return std::nullopt;
    EnvelopeMarks marks;
    marks.is_redelivered = says_redelivered(envelope->member("headers")) || says_redelivered(delivery_info(*envelope));
    const auto properties = envelope->member("properties");
    const auto priority = properties ? properties->member("priority") : std::nullopt;
    const auto number = priority ? priority->integer() : std::nullopt;
    marks.priority = static_cast<int>(std::clamp<std::int64_t>(number.value_or(0), 0, 9));
    return marks;
}

std::string marked_redelivered(std::string payload) {
    const auto envelope = JsonView::parse(payload);
    if (!envelope || !envelope->is(JsonView::Kind::object)) return payload;
    std::vector<Edit> edits;
    for (const auto& object : {envelope->member("headers"), delivery_info(*envelope)}) {
        if (object && object->is(JsonView::Kind::object)) {
            edits.push_back(member_edit(payload, *object, "redelivered", "true"));
        }
    }
    return edited(std::move(payload), std::move(edits));
}

std::string rerouted(std::string payload, std::string_view queue) {
    const auto envelope = JsonView::parse(payload);
    const auto properties = envelope ? envelope->member("properties") : std::nullopt;
    if (!properties || !properties->is(JsonView::Kind::object)) return payload;
    const std::string key = json_quoted(queue);
    const auto info = properties->member("delivery_info");
    std::vector<Edit> edits;
    if (info && !info->members().empty()) {
        // What is added at one place comes to stand the other way round.
        edits.push_back(member_edit(payload, *info, "routing_key", key));
        edits.push_back(member_edit(payload, *info, "exchange", R"("")"));
    } else {
        const std::string place = fmt::format(R"({{"exchange": "", "routing_key": {}}})", key);
        edits.push_back(member_edit(payload, *properties, "delivery_info", place));
    }
    return edited(std::move(payload), std::move(edits));
}

DeadLetter dead_letter(std::string queue, std::string payload, std::string_view reason) {
    return {std::move(queue), std::move(payload), std::string(reason), format_time(SystemClock().now())};
}

std::string encode(const DeadLetter& letter) {
    const bool is_text = is_utf8(letter.payload);
    JsonWriter json(true);
    json.begin_object();
    json.member("payload", is_text ? std::string_view(letter.payload) : std::string_view(base64(letter.payload)));
    if (!is_text) json.member("encoding", "base64");
    json.member("queue", letter.queue).member("reason", letter.reason).member("time", letter.time);
    json.end_object();
    std::string text = std::move(json).take();
    text.pop_back();  // the line's end
    return text;
}

DeadLetter decode_dead_letter(std::string_view entry) {
    const auto document = JsonView::parse(entry);
    const auto text_of = [&](std::string_view name) -> std::optional<std::string> {
        const auto member = document ? document->member(name) : std::nullopt;
        return member ? member->text() : std::nullopt;
    };
    auto payload = text_of("payload");
    if (payload && text_of("encoding") == "base64") {
        auto bytes = from_base64(*payload);
        payload = bytes ? std::optional(*std::move(bytes)) : std::nullopt;
    }
    if (!payload) return {"", std::string(entry), "not written by megactl"};
    return {text_of("queue").value_or(""), *std::move(payload), text_of("reason").value_or(""),
            text_of("time").value_or("")};
}

Outgoing buried(const Delivery& delivery, std::string_view reason) {
    return {.queue = std::string(KombuLayout::dead_queue),
            .payload = encode(dead_letter(delivery.queue, delivery.payload, reason))};
}

}  // namespace megactl::broker
