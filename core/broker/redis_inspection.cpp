#include "core/base/json_view.hpp"
#include "core/base/text.hpp"
#include "core/broker/page_size.hpp"
#include "core/broker/redis_bindings.hpp"
#include "core/broker/redis_broker_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

namespace megactl::broker {

using redis::Commands;
using redis::Reply;

namespace {

// A look at a database of millions of keys ends somewhere: this many pages of a scan.
constexpr int most_pages = 2000;

// Does the last element of a list look like what a queue holds?
bool is_envelope(const std::string& text) {
    const auto document = JsonView::parse(text);
    return document && document->member("body") && document->member("properties");
}

// The right end of a list, what is served first ahead.
std::vector<std::string> texts_from_right(Reply reply) {
    std::vector<std::string> texts;
    for (Reply& element : std::views::reverse(reply.elements))
        texts.push_back(std::move(element.text));
    return texts;
}

}  // namespace

std::vector<QueueState> RedisBroker::queues() {
    auto held = held_by_queue();
    auto names = names_of_queues();
    for (const auto& [name, count] : held)
        names.insert(name);
    Commands questions;
    for (const std::string& name : names) {
        for (const int step : priority_steps)
            questions.add({"LLEN", layout_.list(name, step)});
    }
    const auto lengths = connection_.send(questions);
    std::vector<QueueState> states;
    auto length = lengths.begin();
    for (const std::string& name : names) {
        QueueState& state = states.emplace_back(QueueState{name, 0, held[name]});
        for (std::size_t i = 0; i < std::size(priority_steps); ++i, ++length) {
            if (length->is_error()) throw refused_list(*length, layout_.list(name, priority_steps[i]));
            state.waiting += static_cast<std::uint64_t>(length->integer);
        }
    }
    return states;
}

// Those that somebody bound, and lists that hold messages though nobody did.
std::set<std::string> RedisBroker::names_of_queues() {
    std::set<std::string> names;
    const std::string binding_begin = layout_.binding("");
    Commands bindings;
    for (const std::string& key : keys_like(binding_begin + "*", "set"))
        bindings.add({"SMEMBERS", key});
    for (const Reply& members : connection_.send(bindings)) {
        for (const Reply& member : members.elements) {
            const auto binding = decode_binding(member.text);
            if (binding && !is_internal_queue(binding->queue)) names.insert(binding->queue);
        }
    }
    std::vector<std::string> unbound;
    Commands ends;
    for (const std::string& key : keys_like(layout_.prefix() + "*", "list")) {
        const std::string name(queue_of_list(layout_.without_prefix(key).value_or("")));
        if (name.empty() || is_internal_queue(name) || names.contains(name)) continue;
        unbound.push_back(name);
        ends.add({"LINDEX", key, "-1"});
    }
    const auto messages = connection_.send(ends);
    for (std::size_t i = 0; i < messages.size(); ++i) {
        if (unbound[i] == KombuLayout::dead_queue || is_envelope(messages[i].text)) names.insert(unbound[i]);
    }
    return names;
}

std::set<std::string> RedisBroker::keys_like(const std::string& pattern, std::string_view type) {
    std::set<std::string> keys;
    std::string cursor = "0";
    for (int page = 0; page < most_pages; ++page) {
        const Reply reply = connection_.call({"SCAN", cursor, "MATCH", pattern, "COUNT", "1000", "TYPE", type});
        cursor = reply.at(0).text;
        for (const Reply& key : reply.at(1).elements)
            keys.insert(key.text);
        if (cursor == "0") break;
    }
    return keys;
}

std::map<std::string, std::uint64_t> RedisBroker::held_by_queue() {
    std::map<std::string, std::uint64_t> counts;
    RedisBindings bindings(connection_, layout_);
    std::string cursor = "0";
    for (int page = 0; page < most_pages; ++page) {
        const Reply reply = connection_.call({"HSCAN", layout_.unacked(), cursor, "COUNT", "100"});
        cursor = reply.at(0).text;
        const auto& entries = reply.at(1).elements;  // tag, entry, tag, entry…
        for (std::size_t i = 1; i < entries.size(); i += 2) {
            const auto entry = decode_held(entries[i].text);
            if (entry) ++counts[bindings.queue_of(*entry).value_or(entry->routing_key)];
        }
        if (cursor == "0") break;
    }
    return counts;
}

// What is not a list is told by its type: whoever asked meant another key, or another database.
Error RedisBroker::refused_list(const Reply& refusal, const std::string& key) {
    if (refusal.refusal() != redis::Refusal::wrong_type) return connection_.refused(refusal);
    const std::string type = connection_.call({"TYPE", key}).text;
    return Error(Error::Kind::input, fmt::format("the key `{}` in Redis at `{}` is a {}, and no queue",
                                                 escape_controls(key), connection_.endpoint().name(), type))
        .help("name another queue, or the database of the broker in its URL");
}

std::vector<std::string> RedisBroker::range(const std::string& list, std::string_view first, std::string_view last) {
    Reply reply = connection_.ask({"LRANGE", list, first, last});
    if (reply.is_error()) throw refused_list(reply, list);
    return texts_from_right(std::move(reply));
}

std::vector<std::string> RedisBroker::peek(std::string_view queue, std::size_t most) {
    std::vector<std::string> payloads;
    for (const int step : priority_steps) {
        if (payloads.size() >= most) break;
        const std::string first = fmt::format("-{}", most - payloads.size());
        auto texts = range(layout_.list(queue, step), first, "-1");
        std::ranges::move(texts, std::back_inserter(payloads));
    }
    return payloads;
}

void RedisBroker::browse(std::string_view queue, const std::function<bool(Waiting message)>& look) {
    for (const int step : priority_steps) {
        PageSize page;
        for (std::size_t seen = 0;;) {
            const std::string first = fmt::format("-{}", seen + page.most());
            const std::string last = fmt::format("-{}", seen + 1);
            auto texts = range(layout_.list(queue, step), first, last);
            if (texts.empty()) break;
            seen += texts.size();
            page.saw(texts);
            for (std::string& text : texts) {
                if (!look({std::move(text), step})) return;
            }
        }
    }
}

}  // namespace megactl::broker
