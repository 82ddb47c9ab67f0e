#include "core/broker/redis_bindings.hpp"
#include "core/broker/redis_broker_parts.hpp"
#include "core/broker/redis_extraction.hpp"
#include "core/broker/redis_oversight.hpp"
#include "core/os/random.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::broker {

using redis::Commands;
using redis::Reply;

std::size_t RedisBroker::restore_abandoned() {
    return restore_extracted() + restore_of_dead_holders() + restore_of_silent_workers();
}

std::size_t RedisBroker::move_back(std::span<const Move> moves, std::string_view lease_key) {
    std::size_t moved = 0;
    in_chunks(moves, [&](std::span<const Move> chunk) {
        std::vector<std::string> keys{layout_.unacked(), layout_.unacked_index(),
                                      lease_key.empty() ? layout_.lease(holder_) : std::string(lease_key)};
        std::vector<std::string> arguments{lease_key.empty() ? "0" : "1"};
        for (const Move& move : chunk) {
            const std::string list = layout_.list(move.queue, move.priority);
            const auto known = std::find(keys.begin() + 3, keys.end(), list);
            arguments.push_back(move.tag);
            arguments.push_back(std::to_string(known - keys.begin() + 1));
            arguments.push_back(move.payload);
            if (known == keys.end()) keys.push_back(list);
        }
        moved += static_cast<std::size_t>(connection_.run(scripts_->put_back, keys, arguments).integer);
    });
    return moved;
}

std::size_t RedisBroker::put_back(std::span<const std::string> tags, std::string_view lease_key) {
    RedisBindings bindings(connection_, layout_);
    std::vector<Move> moves;
    in_chunks(tags, [&](std::span<const std::string> chunk) {
        Commands question;
        question.begin(2 + chunk.size()).add_word("HMGET").add_word(layout_.unacked());
        for (const std::string& tag : chunk)
            question.add_word(tag);
        const Reply entries = connection_.call(question);
        for (std::size_t i = 0; i < entries.elements.size() && i < chunk.size(); ++i) {
            if (entries.elements[i].kind == Reply::Kind::nil) {
                connection_.call({"ZREM", layout_.unacked_index(), chunk[i]});
                continue;
            }
            auto entry = decode_held(entries.elements[i].text);
            if (!entry) {
                bury_tag(chunk[i], dead_letter("", entries.elements[i].text, "what a worker held is no message"));
                continue;
            }
            // Where it belongs is not written down any more; Celery may know.
            auto queue = bindings.queue_of(*entry);
            if (!queue) continue;
            const int priority = envelope_marks(entry->payload).value_or(EnvelopeMarks{}).priority;
            moves.push_back({chunk[i], *std::move(queue), priority, marked_redelivered(std::move(entry->payload))});
        }
    });
    std::ranges::reverse(moves);
    return move_back(moves, lease_key);
}

std::unique_ptr<Extraction> RedisBroker::extract(ExtractionOrder order) {
    return std::make_unique<RedisExtraction>(connection_, layout_, std::move(order));
}

std::unique_ptr<Oversight> RedisBroker::oversee() {
    return std::make_unique<RedisOversight>(connection_, layout_, visibility_timeout_);
}

std::size_t RedisBroker::restore_extracted() {
    std::size_t restored = 0;
    for (AsideLists& lists : works())
        restored += lists.put_back(AsideLists::Owner::dead).value_or(0);
    return restored;
}

std::uint64_t RedisBroker::set_aside(std::string_view queue) {
    std::uint64_t count = 0;
    for (AsideLists& lists : works()) {
        if (lists.queue() == queue) count += lists.count();
    }
    return count;
}

std::vector<AsideLists> RedisBroker::works() {
    std::vector<AsideLists> works;
    for (const Reply& id : connection_.call({"SMEMBERS", layout_.works()}).elements) {
        const std::string queue = connection_.call({"HGET", layout_.work(id.text), "queue"}).text;
        works.emplace_back(connection_, layout_, id.text, queue);
    }
    return works;
}

// megactl's own workers whose lease has run out.
std::size_t RedisBroker::restore_of_dead_holders() {
    const Reply holders = connection_.call({"SMEMBERS", layout_.holders()});
    Commands questions;
    for (const Reply& holder : holders.elements)
        questions.add({"EXISTS", layout_.lease(holder.text)});
    const auto leases = connection_.send(questions);
    std::map<std::string, std::vector<std::string>, std::less<>> tags;  // of each dead holder
    for (std::size_t i = 0; i < leases.size(); ++i) {
        if (leases[i].is_error()) throw connection_.refused(leases[i]);
        if (leases[i].integer == 0) tags[holders.elements[i].text];
    }
    if (tags.empty()) return 0;
    for (std::string cursor = "0"; true;) {
        const Reply page = connection_.call({"ZSCAN", layout_.unacked_index(), cursor, "MATCH",
                                             fmt::format("{}*", tag_begin), "COUNT", fmt::format("{}", chunk_size)});
        cursor = page.at(0).text;
        const auto& members = page.at(1).elements;  // tag, score, tag, score…
        for (std::size_t i = 0; i < members.size(); i += 2) {
            const auto dead = tags.find(holder_of(members[i].text).value_or(""));
            if (dead != tags.end()) dead->second.push_back(members[i].text);
        }
        if (cursor == "0") break;
    }
    std::size_t restored = 0;
    for (auto& [holder, held] : tags) {
        std::ranges::sort(held);  // by their serial numbers; a scan may also tell of one twice
        held.erase(std::ranges::unique(held).begin(), held.end());
        const std::string lease_key = layout_.lease(holder);
        restored += put_back(held, lease_key);
        // It may have taken something meanwhile, as who was only idle does: unlisted, that would never come back.
        const std::vector<std::string> keys{lease_key, layout_.holders()};
        const std::vector<std::string> arguments{holder};
        connection_.run(scripts_->forget, keys, arguments);
    }
    return restored;
}

// What Celery's workers do for each other: whoever got a message and was silent about it for the visibility timeout is
// taken for dead. One sweeper at a time.
std::size_t RedisBroker::restore_of_silent_workers() {
    const std::string token = os::random_uuid();
    const Reply lock = connection_.call({"SET", layout_.unacked_mutex(), token, "NX", "PX", "300000"});
    if (lock.kind == Reply::Kind::nil) return 0;
    const std::int64_t now = connection_.call({"TIME"}).at(0).number();
    std::vector<std::string> overdue;
    const Reply tags = connection_.call({"ZRANGEBYSCORE", layout_.unacked_index(), "-inf",
                                         fmt::format("{}", now - visibility_timeout_.count()), "LIMIT", "0", "10000"});
    for (const Reply& tag : tags.elements) {
        // Ours are judged by their leases.
        if (!holder_of(tag.text)) overdue.push_back(tag.text);
    }
    const std::size_t restored = put_back(overdue, "");
    const std::vector<std::string> keys{layout_.unacked_mutex()};
    const std::vector<std::string> arguments{token};
    connection_.run(scripts_->release, keys, arguments);
    return restored;
}

}  // namespace megactl::broker
